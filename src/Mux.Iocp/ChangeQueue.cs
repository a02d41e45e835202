using Mux.Iocp.Interop;

namespace Mux.Iocp;

/// <summary>Registrations whose polls are to be submitted, in order; one of them refused keeps its place in the queue. Under the poll list's lock.</summary>
/// <remarks>An ended registration leaves the queue, and with it the object that its caller gave.</remarks>
internal sealed class ChangeQueue(PollOwners owners)
{
    private readonly LinkedList<IocpRegistration> _changes = [];

    /// <summary>Leaves a registration to the next flush.</summary>
    public void Enqueue(IocpRegistration registration)
    {
        if (registration.Change.List is null)
        {
            _changes.AddLast(registration.Change);
        }
    }

    /// <summary>Submits all that is in the queue.</summary>
    /// <returns>The status of the first that the system refused; Success when none was.</returns>
    public int Flush()
    {
        while (_changes.First is { Value: var registration })
        {
            _changes.RemoveFirst();
            int status = SubmitOrEnqueue(registration);
            if (status != NtStatus.Success)
            {
                return status;
            }
        }

        return NtStatus.Success;
    }

    /// <summary>Submits a registration's poll, or leaves it to the next flush when the system refuses it.</summary>
    /// <returns>The status; Success, too, where there is nothing to submit.</returns>
    public int SubmitOrEnqueue(IocpRegistration registration)
    {
        // The driver would mix up this poll with the former registration's, which is on its way back. Its return brings this one here again.
        if (!registration.IsRegistered || owners.IsUnwinding(registration.Socket))
        {
            return NtStatus.Success;
        }

        int status = Ensure(registration);
        if (IocpErrors.IsClosed(status))
        {
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
