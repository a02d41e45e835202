using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Mux.Kqueue.Tests.Native;

/// <summary>
/// The descriptor of a simulated kqueue: an epoll instance over the two edge sets and a flag, so that it has a number of its own, is readable while there may be something to
/// report, and any number of waiters can sleep on it without a thread that wakes them.
/// </summary>
internal sealed unsafe class QueueDescriptor : IDisposable
{
    private const int EPOLL_CTL_ADD = 1;
    private const uint EPOLLIN = 1;

    private readonly int _flag = LibC.EventFd(0, LibC.CloseOnExec | LibC.NonBlocking);
    private bool _raised;

    public QueueDescriptor(EdgeSet reads, EdgeSet writes)
    {
        Watch(reads.Descriptor);
        Watch(writes.Descriptor);
        Watch(_flag);
    }

    /// <summary>The number.</summary>
    public int Number { get; } = LibC.EpollCreate(LibC.CloseOnExec);

    /// <summary>Makes it readable of itself, or not. Under the queue's lock.</summary>
    public void Raise(bool raised)
    {
        if (_raised == raised)
        {
            return;
        }

        _raised = raised;
        ulong count = 1;
        _ = raised ? LibC.Write(_flag, &count, sizeof(ulong)) : LibC.Read(_flag, &count, sizeof(ulong));
    }

    public void Dispose()
    {
        _ = LibC.Close(_flag);
        _ = LibC.Close(Number);
    }

    private void Watch(int descriptor)
    {
        byte* entry = stackalloc byte[16]; // As large as struct epoll_event is anywhere. The user data is not looked at.
        Unsafe.WriteUnaligned(entry, EPOLLIN);
        if (LibC.EpollControl(Number, EPOLL_CTL_ADD, descriptor, entry) < 0)
        {
            throw new InvalidOperationException($"epoll_ctl failed: errno {Marshal.GetLastPInvokeError()}.");
        }
    }
}
