namespace Mux.Epoll.Interop;

/// <summary>
/// The system calls that the backend makes, one method each and no logic: the seam at which tests inject faults. The just-in-time compiler's profile and the
/// ahead-of-time compiler's whole view of a program both see one implementation, and call it directly.
/// </summary>
internal interface IEpollKernel
{
    /// <summary>epoll_create1(EPOLL_CLOEXEC).</summary>
    SyscallResult CreateEpoll();

    /// <summary>eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK).</summary>
    SyscallResult CreateEventFd();

    /// <summary>epoll_ctl(2).</summary>
    SyscallResult Control(int epoll, EpollOperation operation, int descriptor, uint events, ulong data);

    /// <summary>epoll_wait(2). Milliseconds below zero wait for ever.</summary>
    SyscallResult Wait(int epoll, EpollEventBuffer buffer, int milliseconds);

    /// <summary>epoll_pwait2(2), Linux 5.11, without a signal mask.</summary>
    SyscallResult WaitPrecisely(int epoll, EpollEventBuffer buffer, Timespec timeout);

    /// <summary>write(2) of 1 to an eventfd.</summary>
    SyscallResult Increment(int eventFd);

    /// <summary>read(2) from an eventfd, which sets it to 0.</summary>
    SyscallResult Reset(int eventFd);

    /// <summary>fstat(2): 1 when the descriptor is a pipe or FIFO, 0 when it is something else.</summary>
    SyscallResult IsPipe(int descriptor);

    /// <summary>dup3(2) with O_CLOEXEC: the target number becomes another name of the source's open file.</summary>
    SyscallResult Replace(int source, int target);
}
