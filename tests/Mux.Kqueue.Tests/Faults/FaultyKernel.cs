using Mux.Kqueue.Interop;

namespace Mux.Kqueue.Tests.Faults;

/// <summary>A kernel that does to its caller what kernels do now and then.</summary>
internal sealed class FaultyKernel(IKqueueSystem inner, FaultPlan plan) : IKqueueSystem
{
    private readonly Lock _lock = new();
    private readonly Queue<KEvent> _late = new(); // Taken from the inner kernel, and not yet told.
    private int _calls;

    public KqueueAbi Abi => inner.Abi;

    /// <summary>How often kevent(2) was called.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>Whether events have been taken that were not told.</summary>
    public bool HasLate
    {
        get
        {
            lock (_lock)
            {
                return _late.Count > 0;
            }
        }
    }

    public SyscallResult Create() => inner.Create();

    public SyscallResult Kevent(int kqueue, ReadOnlySpan<KEvent> changes, Span<KEvent> events, Timespec? timeout)
    {
        Interlocked.Increment(ref _calls);
        return changes.IsEmpty && !events.IsEmpty ? Wait(kqueue, events, timeout) : Submit(kqueue, changes, events);
    }

    public SyscallResult KindOf(int descriptor) => inner.KindOf(descriptor);

    public void Close(int descriptor) => inner.Close(descriptor);

    // One change after the other, each with its receipt if that is asked for.
    private SyscallResult Submit(int kqueue, ReadOnlySpan<KEvent> changes, Span<KEvent> receipts)
    {
        int count = 0;
        foreach (ref readonly KEvent change in changes)
        {
            bool hasRoom = count < receipts.Length;
            int errno = plan.Refusal(change);
            if (errno != 0 && !hasRoom)
            {
                return SyscallResult.Failure(errno);
            }

            if (errno != 0)
            {
                receipts[count++] = change with { Flags = change.Flags | KFlags.Error, Data = errno };
                continue;
            }

            Span<KEvent> receipt = hasRoom ? receipts.Slice(count, 1) : [];
            SyscallResult applied = inner.Kevent(kqueue, new ReadOnlySpan<KEvent>(in change), receipt, new Timespec(TimeSpan.Zero));
            if (!applied.Succeeded)
            {
                return applied;
            }

            count += applied.Value;
        }

        return plan.IsInterrupted(changes.Length) ? SyscallResult.Failure(Errno.EINTR) : SyscallResult.Success(count);
    }

    private SyscallResult Wait(int kqueue, Span<KEvent> events, Timespec? timeout)
    {
        Span<KEvent> room = events[..plan.Room(events.Length)];
        if (TellLate(room) is var told and > 0)
        {
            return SyscallResult.Success(told);
        }

        if (plan.IsInterrupted(0))
        {
            return SyscallResult.Failure(Errno.EINTR);
        }

        SyscallResult reported = inner.Kevent(kqueue, [], room, timeout);
        if (!reported.Succeeded || reported.Value == 0 || !plan.IsLate())
        {
            return reported;
        }

        lock (_lock)
        {
            foreach (KEvent one in room[..reported.Value])
            {
                _late.Enqueue(one);
            }
        }

        // A call that does not wait has found nothing, then; one that does was interrupted.
        return timeout is { Seconds: 0, Nanoseconds: 0 } ? SyscallResult.Success(0) : SyscallResult.Failure(Errno.EINTR);
    }

    private int TellLate(Span<KEvent> room)
    {
        lock (_lock)
        {
            int count = 0;
            while (count < room.Length && _late.TryDequeue(out KEvent one))
            {
                room[count++] = one;
            }

            return count;
        }
    }
}
