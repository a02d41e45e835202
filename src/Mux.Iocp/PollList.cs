using System.Runtime.InteropServices;
using Mux.Iocp.Interop;

namespace Mux.Iocp;

/// <summary>
/// The registrations and their polls. Changes wait in a queue until the next wait submits them, so that many changes of one registration cost one poll; while
/// somebody waits, they are submitted at once. One lock guards everything here, and is never held across a wait.
/// </summary>
internal sealed class PollList : IDisposable
{
    private const uint DrainSlice = 100; // Milliseconds.

    private readonly IIocpKernel _kernel;
    private readonly Lock _lock = new();
    private readonly PollOwners _owners;
    private readonly ChangeQueue _changes;
    private readonly List<IocpRegistration> _lost = []; // Empty between two calls.
    private readonly nint _port;
    private int _waiters;

    /// <exception cref="PlatformNotSupportedException">The socket driver's device cannot be opened.</exception>
    /// <exception cref="MultiplexerException">The system refused.</exception>
    public PollList(IIocpKernel kernel, nint port)
    {
        _kernel = kernel;
        _port = port;
        _owners = new PollOwners(kernel, port, _lock);
        _changes = new ChangeQueue(_owners, _lock);
    }

    /// <summary>How many blocks are allocated.</summary>
    public int Blocks
    {
        get
        {
            lock (_lock)
            {
                return _owners.Blocks;
            }
        }
    }

    /// <summary>Adds a registration.</summary>
    public IocpRegistration Add(IocpMultiplexer multiplexer, SafeHandle handle, Interests interests, TriggerMode trigger, object? state)
    {
        using var lease = new HandleLease(handle);
        var socket = BaseSocket.Of(_kernel, lease.Number);
        lock (_lock)
        {
            AfdPoll poll = _owners.CreatePoll(socket);
            var registration = new IocpRegistration(multiplexer, handle, interests, trigger, state, socket, poll);
            _owners.Add(registration);

            int status = Touch(registration);
            if (status == NtStatus.Success)
            {
                return registration;
            }

            _owners.End(registration); // No half-made registration is left behind.
            throw IocpErrors.OnPoll(status);
        }
    }

    /// <summary>
    /// Changes what a registration asks for, and has the driver evaluate it anew. Null keeps what it asks for at this moment: read before the lock was taken, it could undo what another
    /// thread changes in between.
    /// </summary>
    public void Change(IocpRegistration registration, Interests? interests, TriggerMode? trigger)
    {
        lock (_lock)
        {
            if (!registration.IsRegistered)
            {
                throw RegistrationRules.Ended();
            }

            if (registration.Handle.IsClosed)
            {
                _owners.End(registration);
                throw RegistrationRules.ClosedFirst();
            }

            registration.Assume(interests ?? registration.Interests, trigger ?? registration.TriggerMode);
            ThrowIfRefused(Touch(registration));
        }
    }

    /// <summary>An edge-triggered direction would block.</summary>
    public void RearmEdge(IocpRegistration registration, Interests direction)
    {
        lock (_lock)
        {
            if (registration.IsRegistered && registration.TryRearm(direction))
            {
                _ = Touch(registration); // Refused, it is tried again by those who wait.
            }
        }
    }

    /// <summary>Ends a registration. Throws nothing.</summary>
    public void Remove(IocpRegistration registration)
    {
        lock (_lock)
        {
            _owners.End(registration);
        }
    }

    /// <summary>Submits what has changed, and notes that a thread is about to ask the port. Each is paired with one <see cref="EndWait"/>.</summary>
    /// <param name="events">Takes what is to be told of registrations that can be polled no more.</param>
    /// <returns>Whether the system refused a poll: then the wait is to be short, and the next one tries again.</returns>
    public bool BeginWait(ReadyEvents events)
    {
        lock (_lock)
        {
            bool wasRefused = _changes.Flush(_lost);
            foreach (IocpRegistration registration in _lost)
            {
                TellOfFailure(registration, events);
            }

            _lost.Clear();
            _waiters++;
            return wasRefused;
        }
    }

    /// <summary>The same for a wait that has events already: what these have put into the queue is left to the next wait, or it would be told again in this one.</summary>
    public void ContinueWait()
    {
        lock (_lock)
        {
            _waiters++;
        }
    }

    /// <summary>Notes that a thread has asked the port, and turns the packets of polls into events.</summary>
    /// <returns>
    /// Whether polls came back without the answer that is wanted now, and were submitted anew: what is ready of these is in the port by now, and should not
    /// be missing from a wait only because others are ready too.
    /// </returns>
    public bool EndWait(CompletionBuffer packets, int count, ReadyEvents events)
    {
        lock (_lock)
        {
            _waiters--;
            bool submitted = false;
            bool hasTold = events.Count > 0; // This wait asks the port once more, after another thread's wait may have submitted the poll of what it has told of.
            for (int i = 0; i < count; i++)
            {
                if (_owners.OwnerOf(packets[i]) is { } registration)
                {
                    submitted |= Complete(registration, events, hasTold);
                }
            }

            if (_waiters > 0)
            {
                // Others wait on: level-triggered conditions that still hold are theirs to hear of too.
                if (_changes.Flush(_lost) || _lost.Count > 0)
                {
                    _lost.ForEach(_changes.Enqueue);
                    _lost.Clear();
                    HaveItTriedAgain();
                }
            }

            return submitted;
        }
    }

    /// <summary>
    /// Ends all registrations and waits until the kernel has given their blocks back. Should it keep one beyond the limit, the memory is left to it:
    /// better a leak than a write into freed memory.
    /// </summary>
    public void Close(nint port, Deadline limit)
    {
        lock (_lock)
        {
            _owners.EndAll();
        }

        var packets = new CompletionBuffer(AfdGroup.Capacity);
        var nobody = new ReadyEvents(1); // No registration is left that could report.
        while (Blocks > 0 && !limit.HasPassed)
        {
            Win32Result dequeued = _kernel.Dequeue(port, packets, DrainSlice);
            if (!dequeued.Succeeded && dequeued.Error is not (Win32Error.WaitTimeout or Win32Result.Unknown))
            {
                return; // The port gives nothing any more: asking on would only keep a processor busy until the limit.
            }

            lock (_lock)
            {
                for (int i = 0; i < (dequeued.Succeeded ? dequeued.Value : 0); i++)
                {
                    if (_owners.OwnerOf(packets[i]) is { } registration)
                    {
                        Complete(registration, nobody, hasTold: false);
                    }
                }
            }
        }
    }

    public void Dispose() => _owners.Dispose();

    private static void ThrowIfRefused(int status)
    {
        if (status != NtStatus.Success)
        {
            throw IocpErrors.OnPoll(status);
        }
    }

    // Submits a change at once when somebody is waiting for its outcome, and leaves it to the next wait otherwise.
    private int Touch(IocpRegistration registration)
    {
        _lock.AssertHeld();
        if (_waiters > 0)
        {
            int status = _changes.SubmitOrEnqueue(registration);
            if (status != NtStatus.Success)
            {
                _changes.Enqueue(registration);
                HaveItTriedAgain();
            }

            return status;
        }

        _changes.Enqueue(registration);
        return NtStatus.Success;
    }

    // Those who wait may wait for ever, and with them what was refused: one of them is to look after it.
    private void HaveItTriedAgain() => _ = _kernel.Post(_port, PacketKeys.Retry); // Where even that is refused, the next wait tries.

    private static void TellOfFailure(IocpRegistration registration, ReadyEvents events)
    {
        Readiness failure = IocpTranslation.OfFailure(registration.Armed, registration.Interests);
        if (failure != Readiness.None && registration.IsRegistered && !events.IsFull)
        {
            registration.Settle(failure);
            events.Add(registration, failure);
        }
    }

    private static bool HasToldOf(IocpRegistration registration, ReadyEvents events)
    {
        foreach (ReadyEvent told in events)
        {
            if (told.Registration == registration)
            {
                return true;
            }
        }

        return false;
    }

    // Returns whether a poll was submitted in place of this one.
    private bool Complete(IocpRegistration registration, ReadyEvents events, bool hasTold)
    {
        _lock.AssertHeld();
        AfdPoll poll = registration.Poll;
        int status = poll.Block.Status;
        AfdEvents reported = poll.Block.ReportedEvents;
        poll.Complete();

        if (!registration.IsRegistered)
        {
            return _owners.Release(registration) is { } successor && TrySubmitNow(successor); // Unregistered while the kernel had the block.
        }

        if ((reported & AfdEvents.LocalClose) != 0 || IocpErrors.IsClosed(status) || registration.Handle.IsClosed)
        {
            _owners.End(registration); // Closed without unregistering. What the socket was ready for before is of no use to anyone.
            return false;
        }

        // Cancelled by a change, or by nobody here (a system may cancel the polls of a thread that ends); or answered before a change that asks for more,
        // whose answer belongs into the same event. The driver forgets nothing by answering: poll for what is wanted now.
        if (status == NtStatus.Cancelled || !poll.Covers(IocpTranslation.ToEvents(registration.Armed)))
        {
            return TrySubmitNow(registration);
        }

        // Level-triggered conditions are asked for again at the next wait; and a poll that came back with nothing that is wanted is submitted again the same way.
        _changes.Enqueue(registration);
        Readiness readiness = NtStatus.IsError(status)
            ? IocpTranslation.OfFailure(registration.Armed, registration.Interests)
            : IocpTranslation.ToReadiness(reported, registration.Armed, registration.Interests, registration.Socket.IsDatagram);

        // An answer without news uses up no arming, and a second event of one wait has to wait for the next.
        if (readiness != Readiness.None && !(hasTold && HasToldOf(registration, events)))
        {
            registration.Settle(readiness);
            events.Add(registration, readiness);
        }

        return false;
    }

    // Returns whether a poll is under way now. Refused, it stays in the queue, and whoever waits next is told why.
    private bool TrySubmitNow(IocpRegistration registration) =>
        _changes.SubmitOrEnqueue(registration) == NtStatus.Success && registration.Poll.State == PollState.Pending;
}
