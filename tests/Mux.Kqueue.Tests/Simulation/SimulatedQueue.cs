using Mux.Kqueue.Interop;
using Mux.Kqueue.Tests.Native;

namespace Mux.Kqueue.Tests.Simulation;

/// <summary>One kqueue, with the semantics of macOS's kernel: knotes, the queue of those that are active, and kevent(2).</summary>
internal sealed class SimulatedQueue : IDisposable
{
    private const int EBADF = 9;
    private const int EINTR = 4;
    private const int ENOENT = 2;
    private const int EINVAL = 22;
    private const long LongestTimeout = 100_000_000; // Seconds. macOS refuses longer ones.

    private readonly Lock _lock = new();
    private readonly KnoteTable _knotes;
    private readonly QueueDescriptor _descriptor;
    private readonly Queue<Knote> _queue = new(); // Active knotes, in the order in which they became so. One that was removed or disabled meanwhile is skipped.
    private readonly Func<Knote, bool> _deletesAtEnd; // Whether the kernel deletes a knote with the report of its end.
    private int _callers;
    private bool _isClosed;

    public SimulatedQueue(short userFilter, Func<Knote, bool>? deletesAtEnd = null)
    {
        _deletesAtEnd = deletesAtEnd ?? (static _ => false);
        _knotes = new KnoteTable(userFilter);
        _descriptor = new QueueDescriptor(_knotes.Reads, _knotes.Writes);
    }

    public int Number => _descriptor.Number;

    /// <summary>kevent(2).</summary>
    public SyscallResult Kevent(ReadOnlySpan<KEvent> changes, Span<KEvent> events, Timespec? timeout)
    {
        if (timeout is { } limit && (limit.Seconds is < 0 or > LongestTimeout || limit.Nanoseconds is < 0 or >= 1_000_000_000))
        {
            return SyscallResult.Failure(EINVAL);
        }

        lock (_lock)
        {
            if (_isClosed)
            {
                return SyscallResult.Failure(EBADF);
            }

            _callers++;
        }

        try
        {
            SyscallResult receipts = Apply(changes, events);

            // Any receipt or error means that the call neither waits nor reports events; so does having no room for them.
            return !receipts.Succeeded || receipts.Value > 0 || events.IsEmpty ? receipts : WaitFor(events, timeout);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>close(2): whoever waits is woken, and told EBADF.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isClosed = true;
            _callers++;
            _descriptor.Raise(true);
        }

        Leave();
    }

    /// <summary>What is held for a name, for the tests.</summary>
    public Knote? Find(nuint ident, short filter)
    {
        lock (_lock)
        {
            return _knotes.Find(ident, filter);
        }
    }

    private SyscallResult Apply(ReadOnlySpan<KEvent> changes, Span<KEvent> receipts)
    {
        int count = 0;
        lock (_lock)
        {
            foreach (ref readonly KEvent change in changes)
            {
                int errno = Register(change);
                bool isTold = errno != 0 || (change.Flags & KFlags.Receipt) != 0;
                if (isTold && count < receipts.Length)
                {
                    receipts[count++] = change with { Flags = change.Flags | KFlags.Error, Data = errno }; // XNU adds to the flags; FreeBSD replaces them.
                }
                else if (errno != 0)
                {
                    return SyscallResult.Failure(errno); // Without room for it, the first error ends the call: later changes are not looked at.
                }
            }
        }

        return SyscallResult.Success(count);
    }

    // One change. Returns 0 or an errno.
    private int Register(in KEvent change)
    {
        Knote? knote = _knotes.Find(change.Ident, change.Filter);
        if ((change.Flags & KFlags.Delete) != 0)
        {
            if (knote is null)
            {
                return ENOENT;
            }

            _knotes.Remove(knote);
            return 0;
        }

        if (knote is not null)
        {
            knote.Touch(change);
        }
        else if (_knotes.Add(change, out knote) is var errno and not 0)
        {
            return errno;
        }

        // Whatever the change is, it evaluates the filter: this is how EV_ENABLE brings back what was there all the time.
        knote!.IsActive |= knote.Watched.Evaluate(knote.Filter).IsReady;
        Enqueue(knote);
        return 0;
    }

    private SyscallResult WaitFor(Span<KEvent> events, Timespec? timeout)
    {
        Deadline deadline = timeout is { } limit
            ? Deadline.After(TimeSpan.FromSeconds(limit.Seconds) + TimeSpan.FromTicks((limit.Nanoseconds + 99) / 100))
            : Deadline.After(Timeout.InfiniteTimeSpan);
        while (true)
        {
            lock (_lock)
            {
                if (_isClosed)
                {
                    return SyscallResult.Failure(EBADF);
                }

                int count = Scan(events);
                if (count > 0)
                {
                    return SyscallResult.Success(count);
                }
            }

            if (deadline.HasPassed)
            {
                return SyscallResult.Success(0);
            }

            // Every sleeper wakes, and finds what those before it have left.
            if (!PollState.WaitForInput(Number, deadline.IsInfinite ? null : deadline.Remaining))
            {
                return SyscallResult.Failure(EINTR);
            }
        }
    }

    // Reports what is active, each knote at most once.
    private int Scan(Span<KEvent> events)
    {
        TakeEdges(_knotes.Reads);
        TakeEdges(_knotes.Writes);
        int count = 0;
        for (int left = _queue.Count; left > 0 && count < events.Length; left--)
        {
            Knote knote = _queue.Dequeue();
            knote.IsQueued = false;
            if (!knote.IsActive || !knote.IsEnabled || !_knotes.IsThere(knote))
            {
                continue;
            }

            Evaluation found = knote.Watched.Evaluate(knote.Filter);
            found = found with { IsLast = found.IsEnd && _deletesAtEnd(knote) };
            knote.IsActive = found.IsReady;
            if (found.IsReady)
            {
                events[count++] = knote.ToEvent(found);
                Deliver(knote, found.IsLast);
            }
        }

        _descriptor.Raise(_queue.Count > 0);
        return count;
    }

    private void Deliver(Knote knote, bool isLast)
    {
        if (isLast || (knote.Modes & Knote.OneShot) != 0)
        {
            _knotes.Remove(knote);
            return;
        }

        knote.Delivered();
        Enqueue(knote); // A level-triggered one goes to the tail, behind whatever this scan had no room for.
    }

    private void TakeEdges(EdgeSet edges)
    {
        Span<ulong> serials = stackalloc ulong[64];
        for (int count = edges.Take(serials); count > 0; count = edges.Take(serials))
        {
            foreach (ulong serial in serials[..count])
            {
                if (_knotes.Find(serial) is { } knote && knote.Watched.Evaluate(knote.Filter).IsReady)
                {
                    knote.IsActive = true;
                    Enqueue(knote);
                }
            }
        }
    }

    private void Enqueue(Knote knote)
    {
        if (knote is { IsActive: true, IsEnabled: true, IsQueued: false })
        {
            knote.IsQueued = true;
            _queue.Enqueue(knote);
            _descriptor.Raise(true);
        }
    }

    private void Leave()
    {
        lock (_lock)
        {
            if (--_callers == 0 && _isClosed)
            {
                _descriptor.Dispose();
                _knotes.Dispose();
            }
        }
    }
}
