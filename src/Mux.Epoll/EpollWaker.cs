using Microsoft.Win32.SafeHandles;
using Mux.Epoll.Interop;

namespace Mux.Epoll;

/// <summary>
/// Ends waits from other threads, by an eventfd in edge mode: each write is an edge and wakes one waiter, and nobody has to read the counter to
/// silence it, which saves a system call a wake.
/// </summary>
internal sealed class EpollWaker : IDisposable
{
    /// <summary>The waker's user data. No registration has it: its lower half is no descriptor number.</summary>
    public const ulong Key = ulong.MaxValue;

    private readonly IEpollKernel _kernel;
    private readonly SafeFileHandle _eventFd;

    /// <exception cref="MultiplexerException">The system refused.</exception>
    public EpollWaker(IEpollKernel kernel)
    {
        _kernel = kernel;
        SyscallResult created = kernel.CreateEventFd();
        _eventFd = created.Succeeded ? new SafeFileHandle(created.Value, ownsHandle: true) : throw EpollErrors.OnCreate("eventfd", created.Errno);
    }

    private int Descriptor => (int)_eventFd.DangerousGetHandle(); // Every caller is inside the multiplexer's gate: it cannot be closed.

    /// <summary>Puts the waker into an epoll instance.</summary>
    public SyscallResult JoinTo(int epoll) =>
        _kernel.Control(epoll, EpollOperation.Add, Descriptor, EpollFlags.EPOLLIN | EpollFlags.EPOLLET, Key);

    /// <summary>Makes one waiter return from the kernel, without asking for a wake.</summary>
    /// <returns>Succeeds, unless somebody closed the descriptor's number.</returns>
    public SyscallResult Signal()
    {
        while (true)
        {
            SyscallResult written = _kernel.Increment(Descriptor);
            if (written.Errno == Errno.EAGAIN)
            {
                _ = _kernel.Reset(Descriptor); // The counter is full, after 2^64 - 2 signals: start it over. Failing, it is tried again.
            }
            else if (written.Errno != Errno.EINTR)
            {
                return written;
            }
        }
    }

    public void Dispose() => _eventFd.Dispose();
}
