using Microsoft.Win32.SafeHandles;

namespace Mux.Epoll.Interop;

/// <summary>Makes the descriptors that a multiplexer owns. Each is closed on exec from birth.</summary>
internal static class EpollDescriptors
{
    /// <exception cref="MultiplexerException">The system refused.</exception>
    public static SafeFileHandle CreateEpoll(IEpollKernel kernel) => Own("epoll_create1", kernel.CreateEpoll());

    /// <exception cref="MultiplexerException">The system refused.</exception>
    public static SafeFileHandle CreateEventFd(IEpollKernel kernel) => Own("eventfd", kernel.CreateEventFd());

    private static SafeFileHandle Own(string call, SyscallResult created) =>
        created.Succeeded ? new SafeFileHandle(created.Value, ownsHandle: true) : throw EpollErrors.OnCreate(call, created.Errno);
}
