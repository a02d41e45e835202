using System.Runtime.InteropServices;
using Mux.Iocp.Interop;

namespace Mux.Iocp;

/// <summary>
/// The registrations and their polls. Changes wait in a queue until the next wait submits them, so that many changes of one registration cost one poll; while
/// somebody waits, they are submitted at once. One lock guards everything here, and is never held across a wait.
/// </summary>
internal sealed class PollList : IDisposable
{
    private readonly IIocpKernel _kernel;
    private readonly AfdGroups _groups;
    private readonly Lock _lock = new();
    private readonly Dictionary<nint, IocpRegistration> _bySocket = [];  // Registered.
    private readonly Dictionary<nint, IocpRegistration> _unwinding = []; // Ended, by socket; the kernel still has the block.
    private readonly Dictionary<nint, IocpRegistration> _byBlock = [];   // Every owner of a block, registered or unwinding.
    private readonly LinkedList<IocpRegistration> _changes = [];         // To be submitted, in order. An ended registration leaves it, and with it the object its caller gave.
    private int _waiters;
    private long _waits;

    /// <exception cref="PlatformNotSupportedException">The socket driver's device cannot be opened.</exception>
    /// <exception cref="MultiplexerException">The system refused.</exception>
    public PollList(IIocpKernel kernel, nint port)
    {
        _kernel = kernel;
        _groups = new AfdGroups(kernel, port);
    }

    /// <summary>How many blocks are allocated.</summary>
    public int Blocks
    {
        get
        {
            lock (_lock)
            {
                return _byBlock.Count;
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
            EndFormerOwner(socket);
            AfdGroup group = _groups.Join();
            var poll = new AfdPoll(_kernel, group, socket.Handle, PollBlock.Allocate());
            var registration = new IocpRegistration(multiplexer, handle, interests, trigger, state, socket, poll);
            _bySocket.Add(socket.Handle, registration);
            _byBlock.Add(poll.Block.Address, registration);

            int status = Touch(registration);
            if (status == NtStatus.Success)
            {
                return registration;
            }

            End(registration); // No half-made registration is left behind.
            throw IocpErrors.OnPoll(status);
        }
    }

    /// <summary>Changes what a registration asks for, and has the driver evaluate it anew.</summary>
    public void Change(IocpRegistration registration, Interests interests, TriggerMode trigger)
    {
        lock (_lock)
        {
            if (!registration.IsRegistered)
            {
                throw RegistrationRules.Ended();
            }

            if (registration.Handle.IsClosed)
            {
                End(registration);
                throw RegistrationRules.ClosedFirst();
            }

            registration.Assume(interests, trigger);
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
                ThrowIfRefused(Touch(registration));
            }
        }
    }

    /// <summary>Ends a registration. Throws nothing.</summary>
    public void Remove(IocpRegistration registration)
    {
        lock (_lock)
        {
            End(registration);
        }
    }

    /// <summary>Submits what has changed, and notes that a thread is about to ask the port. Each is paired with one <see cref="EndWait"/>.</summary>
    /// <returns>The wait's number.</returns>
    /// <exception cref="MultiplexerException">The system refused a poll. It stays in the queue.</exception>
    public long BeginWait()
    {
        lock (_lock)
        {
            ThrowIfRefused(Flush());
            _waiters++;
            return ++_waits;
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
    public bool EndWait(long wait, CompletionBuffer packets, int count, ReadyEvents events)
    {
        lock (_lock)
        {
            _waiters--;
            bool submitted = false;
            for (int i = 0; i < count; i++)
            {
                if (Take(packets[i]) is { } registration)
                {
                    submitted |= Complete(registration, wait, events);
                }
            }

            if (_waiters > 0)
            {
                // Others wait on: level-triggered conditions that still hold are theirs to hear of too. What the system refuses now stays in the queue, and whoever waits next is told.
                _ = Flush();
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
            foreach (IocpRegistration registration in _bySocket.Values.ToArray())
            {
                End(registration);
            }
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
                    if (Take(packets[i]) is { } registration)
                    {
                        Complete(registration, wait: 0, nobody);
                    }
                }
            }
        }
    }

    public void Dispose() => _groups.Dispose();

    private const uint DrainSlice = 100; // Milliseconds.

    private static void ThrowIfRefused(int status)
    {
        if (status != NtStatus.Success)
        {
            throw IocpErrors.OnPoll(status);
        }
    }

    // A socket that was closed without unregistering may have left its number to this one.
    private void EndFormerOwner(BaseSocket socket)
    {
        if (!_bySocket.TryGetValue(socket.Handle, out IocpRegistration? former))
        {
            return;
        }

        if (!former.Handle.IsClosed && !former.Poll.SawLocalClose)
        {
            throw RegistrationRules.RegisteredTwice(socket.Handle);
        }

        End(former);
    }

    // Submits a change at once when somebody is waiting for its outcome, and leaves it to the next wait otherwise.
    private int Touch(IocpRegistration registration)
    {
        if (_waiters == 0)
        {
            Enqueue(registration);
            return NtStatus.Success;
        }

        int status = Submit(registration);
        if (status != NtStatus.Success)
        {
            Enqueue(registration);
        }

        return status;
    }

    private void Enqueue(IocpRegistration registration)
    {
        if (registration.Change.List is null)
        {
            _changes.AddLast(registration.Change);
        }
    }

    private int Flush()
    {
        while (_changes.First is { Value: var registration })
        {
            _changes.RemoveFirst();
            int status = Submit(registration);
            if (status != NtStatus.Success)
            {
                Enqueue(registration);
                return status;
            }
        }

        return NtStatus.Success;
    }

    private int Submit(IocpRegistration registration)
    {
        // The driver would mix up this poll with the former registration's, which is on its way back. Its return brings this one into the queue again.
        if (!registration.IsRegistered || _unwinding.ContainsKey(registration.Socket.Handle))
        {
            return NtStatus.Success;
        }

        int status = Ensure(registration);
        if (!IocpErrors.IsClosed(status))
        {
            return status;
        }

        End(registration);
        return NtStatus.Success;
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

    // The registration that a packet belongs to. Null for a wake, and for a packet whose poll has not completed: the block decides, not the packet.
    private IocpRegistration? Take(in CompletionPacket packet)
    {
        if (packet.Key != PacketKeys.Poll
            || !_byBlock.TryGetValue(packet.Overlapped, out IocpRegistration? registration)
            || registration.Poll.State == PollState.Idle)
        {
            return null;
        }

        PollBlock block = registration.Poll.Block;
        if (!block.IsComplete && IsGivenUp(packet))
        {
            block.MarkCancelled();
        }

        return block.IsComplete ? registration : null;
    }

    // Wine lets the thread that has submitted a poll write the answer. When that thread ends at this moment, the block stays as it is, and only the packet says that the poll is over.
    private static bool IsGivenUp(in CompletionPacket packet) => (int)packet.Internal is not (NtStatus.Success or NtStatus.Pending);

    // Returns whether a poll was submitted in place of this one.
    private bool Complete(IocpRegistration registration, long wait, ReadyEvents events)
    {
        AfdPoll poll = registration.Poll;
        int status = poll.Block.Status;
        AfdEvents reported = poll.Block.ReportedEvents;
        poll.Complete();

        if (!registration.IsRegistered)
        {
            return Release(registration) is { } successor && TrySubmitNow(successor); // Unregistered while the kernel had the block.
        }

        if ((reported & AfdEvents.LocalClose) != 0 || IocpErrors.IsClosed(status) || registration.Handle.IsClosed)
        {
            End(registration); // Closed without unregistering. What the socket was ready for before is of no use to anyone.
            return false;
        }

        // Cancelled by a change, or by nobody here (a system may cancel the polls of a thread that ends); or answered before a change that asks for more,
        // whose answer belongs into the same event. The driver forgets nothing by answering: poll for what is wanted now.
        if (status == NtStatus.Cancelled || !poll.Covers(IocpTranslation.ToEvents(registration.Armed)))
        {
            return TrySubmitNow(registration);
        }

        // Level-triggered conditions are asked for again at the next wait; and a poll that came back with nothing that is wanted is submitted again the same way.
        Enqueue(registration);
        Readiness readiness = NtStatus.IsError(status)
            ? IocpTranslation.OfFailure(registration.Armed, registration.Interests)
            : IocpTranslation.ToReadiness(reported, registration.Armed, registration.Interests, registration.Socket.IsDatagram);

        // An answer without news uses up no arming. And one event a registration and wait: only a wait that asks the port once more can meet a second one, after
        // another thread's wait has submitted the poll.
        if (readiness != Readiness.None && registration.ReportedIn != wait)
        {
            registration.ReportedIn = wait;
            registration.Settle(readiness);
            events.Add(registration, readiness);
        }

        return false;
    }

    private bool TrySubmitNow(IocpRegistration registration)
    {
        if (Submit(registration) == NtStatus.Success)
        {
            return registration.Poll.State == PollState.Pending;
        }

        Enqueue(registration); // Whoever waits next is told why.
        return false;
    }

    private void End(IocpRegistration registration)
    {
        if (!registration.End())
        {
            return;
        }

        _bySocket.Remove(registration.Socket.Handle);
        if (registration.Change.List is not null)
        {
            _changes.Remove(registration.Change);
        }

        if (registration.Poll.State == PollState.Idle)
        {
            Release(registration); // It has no successor yet: this is the one that is registered.
            return;
        }

        registration.Poll.Cancel();
        _unwinding[registration.Socket.Handle] = registration;
    }

    // Returns the registration that has waited for the block to come back before it could poll the same socket.
    private IocpRegistration? Release(IocpRegistration registration)
    {
        nint socket = registration.Socket.Handle;
        _byBlock.Remove(registration.Poll.Block.Address);
        registration.Poll.Block.Free();
        _groups.Leave(registration.Poll.Group);

        if (_unwinding.TryGetValue(socket, out IocpRegistration? unwinding) && unwinding == registration)
        {
            _unwinding.Remove(socket);
            return _bySocket.GetValueOrDefault(socket);
        }

        return null;
    }
}
