using Mux.Kqueue.Interop;
using Mux.Kqueue.Tests.Native;
using Mux.Kqueue.Tests.Simulation;

namespace Mux.Kqueue.Tests.Faults;

/// <summary>In what FreeBSD's kqueue differs from that of macOS, as far as a backend can meet it.</summary>
internal sealed class FreeBsdKernel : IKqueueSystem
{
    private readonly SimulatedKernel _inner = new(KqueueAbi.FreeBsd);
    private int _inside;

    public KqueueAbi Abi => KqueueAbi.FreeBsd;

    /// <summary>Whether a kqueue was closed under a waiter, who on FreeBSD is not woken by that.</summary>
    public bool WasClosedUnderWaiters { get; private set; }

    public SyscallResult Create() => _inner.Create();

    public SyscallResult Kevent(int kqueue, ReadOnlySpan<KEvent> changes, Span<KEvent> events, Timespec? timeout)
    {
        SyscallResult receipts = Submit(kqueue, changes, events, out bool isOver);
        return isOver || events.IsEmpty ? receipts : Wait(kqueue, events, timeout);
    }

    public SyscallResult KindOf(int descriptor) => _inner.KindOf(descriptor);

    public void Close(int descriptor)
    {
        WasClosedUnderWaiters |= Volatile.Read(ref _inside) > 0;
        _inner.Close(descriptor);
    }

    private SyscallResult Submit(int kqueue, ReadOnlySpan<KEvent> changes, Span<KEvent> receipts, out bool isOver)
    {
        int count = 0;
        foreach (ref readonly KEvent change in changes)
        {
            int errno = Apply(kqueue, change);
            if (errno == 0 && (change.Flags & KFlags.Receipt) == 0)
            {
                continue;
            }

            if (count == receipts.Length)
            {
                isOver = true; // No room for the receipt: the call ends, and the changes that follow are never looked at.
                return errno == 0 ? SyscallResult.Success(0) : SyscallResult.Failure(errno);
            }

            receipts[count++] = change with { Flags = KFlags.Error, Data = errno }; // Replaces the flags. macOS adds to them.
        }

        isOver = count > 0;
        return SyscallResult.Success(count);
    }

    private int Apply(int kqueue, in KEvent change)
    {
        if (IsRefusedPipe(kqueue, change))
        {
            return Errno.EPIPE;
        }

        KEvent told = change with { Flags = change.Flags | KFlags.Receipt };
        Span<KEvent> receipt = stackalloc KEvent[1];
        SyscallResult applied = _inner.Kevent(kqueue, new ReadOnlySpan<KEvent>(ref told), receipt, new Timespec(TimeSpan.Zero));
        return applied.Succeeded ? (int)receipt[0].Data : applied.Errno;
    }

    // A filter for writing is not attached to a pipe that nobody reads.
    private bool IsRefusedPipe(int kqueue, in KEvent change)
    {
        var number = (int)change.Ident;
        return change.Filter == KFilter.Write
            && (change.Flags & KFlags.Add) != 0
            && FileIdentity.Of(number)?.Kind == FileKind.Pipe
            && PipeFacts.IsWritingEnd(number)
            && PollState.Of(number).HasError
            && _inner[kqueue].Find(change.Ident, change.Filter) is null;
    }

    private SyscallResult Wait(int kqueue, Span<KEvent> events, Timespec? timeout)
    {
        Interlocked.Increment(ref _inside);
        SyscallResult reported = _inner.Kevent(kqueue, [], events, timeout);
        Interlocked.Decrement(ref _inside);
        for (int i = 0; i < (reported.Succeeded ? reported.Value : 0); i++)
        {
            events[i].Flags &= ~KFlags.Add; // Only macOS leaves it in.
        }

        return reported;
    }
}
