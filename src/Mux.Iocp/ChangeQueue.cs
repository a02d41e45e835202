using Mux.Iocp.Interop;

namespace Mux.Iocp;

/// <summary>Registrations whose polls are to be submitted, in order. One that the system refuses goes to the end of the queue.</summary>
/// <param name="owners">Who owns which socket.</param>
/// <param name="listLock">The poll list's lock, under which everything here is called.</param>
/// <remarks>An ended registration leaves the queue, and with it the object that its caller gave.</remarks>
internal sealed class ChangeQueue(PollOwners owners, Lock listLock)
{
    // At intervals of some milliseconds: about a quarter of a second.
    private const int MostRefusals = 50;

    private readonly LinkedList<IocpRegistration> _changes = [];

    /// <summary>Leaves a registration to the next flush.</summary>
    public void Enqueue(IocpRegistration registration)
    {
        listLock.AssertHeld();
        if (registration.Change.List is null)
        {
            _changes.AddLast(registration.Change);
        }
    }

    /// <summary>Submits all that is in the queue, each once.</summary>
    /// <param name="lost">Takes those that are to be told of a failure: the system has refused them again and again, or the driver does not know their sockets.</param>
    /// <returns>Whether the system refused one, which is tried again by the next flush.</returns>
    public bool Flush(List<IocpRegistration> lost)
    {
        listLock.AssertHeld();
        bool wasRefused = false;
        for (int left = _changes.Count; left > 0 && _changes.First is { Value: var registration }; left--)
        {
            _changes.RemoveFirst();
            if (SubmitOrEnqueue(registration) == NtStatus.Success)
            {
                registration.Refusals = 0;
            }
            else if (registration.Change.List is null || ++registration.Refusals >= MostRefusals)
            {
                registration.Change.List?.Remove(registration.Change);
                registration.Refusals = 0;
                lost.Add(registration);
            }
            else
            {
                wasRefused = true;
            }
        }

        return wasRefused;
    }

    /// <summary>Submits a registration's poll, or leaves it to the next flush when the system refuses it.</summary>
    /// <returns>The status; Success, too, where there is nothing to submit.</returns>
    public int SubmitOrEnqueue(IocpRegistration registration)
    {
        listLock.AssertHeld();
        // The driver would mix up this poll with the former registration's, which is on its way back. Its return brings this one here again.
        if (!registration.IsRegistered || owners.IsUnwinding(registration.Socket))
        {
            return NtStatus.Success;
        }

        int status = Ensure(registration);
        if (IocpErrors.IsClosed(status))
        {
            if (owners.IsOpen(registration))
            {
                return status; // A socket of a provider that is not the system's own driver: it stays out of the queue, and is told of.
            }

            owners.End(registration);
            return NtStatus.Success;
        }

        if (status != NtStatus.Success)
        {
            Enqueue(registration);
        }

        return status;
    }

    private static int Ensure(IocpRegistration registration)
    {
        if (registration.Handle.IsClosed)
        {
            return NtStatus.InvalidHandle; // And its number may be somebody else's by now.
        }

        try
        {
            using var lease = new HandleLease(registration.Handle);
            return registration.Poll.Ensure(IocpTranslation.ToEvents(registration.Armed));
        }
        catch (ObjectDisposedException)
        {
            return NtStatus.InvalidHandle; // Closed since the line above.
        }
    }
}
