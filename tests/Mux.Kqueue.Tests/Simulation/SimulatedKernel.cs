using System.Collections.Concurrent;
using Mux.Kqueue.Interop;
using Mux.Kqueue.Tests.Native;

namespace Mux.Kqueue.Tests.Simulation;

/// <summary>The system calls of macOS, simulated on Linux: real descriptors, and kqueues whose semantics are those of XNU.</summary>
internal sealed class SimulatedKernel : IKqueueSystem
{
    private readonly ConcurrentDictionary<int, SimulatedQueue> _queues = new();

    public SimulatedKernel()
        : this(KqueueAbi.Darwin)
    {
    }

    public SimulatedKernel(KqueueAbi abi)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the simulated kernel stands on Linux");

        Abi = abi;
    }

    public KqueueAbi Abi { get; }

    public SyscallResult Create()
    {
        var queue = new SimulatedQueue(Abi.UserFilter, DeletesAtEnd);
        _queues[queue.Number] = queue;
        return SyscallResult.Success(queue.Number);
    }

    public SyscallResult Kevent(int kqueue, ReadOnlySpan<KEvent> changes, Span<KEvent> events, Timespec? timeout) =>
        _queues.TryGetValue(kqueue, out SimulatedQueue? queue) ? queue.Kevent(changes, events, timeout) : SyscallResult.Failure(Errno.EBADF);

    public SyscallResult KindOf(int descriptor) =>
        FileIdentity.Of(descriptor) is { } file ? SyscallResult.Success((int)file.Kind) : SyscallResult.Failure(Errno.EBADF);

    public void Close(int descriptor)
    {
        if (_queues.TryRemove(descriptor, out SimulatedQueue? queue))
        {
            queue.Dispose();
        }
    }

    // FreeBSD's pipeclose() makes the knotes of the writer EV_EOF|EV_ONESHOT; macOS does that to the knotes of a terminal that has hung up.
    private bool DeletesAtEnd(Knote knote) => knote.Watched is WatchedDescriptor watched
        && (Abi == KqueueAbi.FreeBsd
            ? watched is WatchedPipe && knote.Filter == KFilter.Write && PipeFacts.IsWritingEnd(watched.Number)
            : watched.GetType() == typeof(WatchedDescriptor));

    /// <summary>How many kqueues are open.</summary>
    public int OpenQueues => _queues.Count;

    /// <summary>The kqueue of a number.</summary>
    public SimulatedQueue this[int kqueue] => _queues[kqueue];
}
