using System.Runtime.InteropServices;
using Tmds.Linux;

namespace Mux.Epoll.Interop;

/// <summary>The kernel itself, by Tmds.LibC, and by our own import for the one call that it lacks.</summary>
/// <remarks>
/// No type of Tmds.LibC may stand in a field, a base type or a signature of this assembly: where its DLL is absent (Windows, macOS, unusual architectures) that would break
/// <c>Assembly.GetTypes()</c>. In method bodies it is looked for only when the method is first called.
/// </remarks>
internal sealed unsafe partial class LinuxEpollKernel : IEpollKernel
{
    private const int SYS_epoll_pwait2 = 441; // The same on every architecture.
    private const int SignalSetSize = 8;

    private LinuxEpollKernel()
    {
    }

    public static LinuxEpollKernel Instance { get; } = new();

    public SyscallResult CreateEpoll() => SyscallResult.Capture(LibC.epoll_create1(LibC.EPOLL_CLOEXEC));

    public SyscallResult CreateEventFd() => SyscallResult.Capture(LibC.eventfd(0, LibC.EFD_CLOEXEC | LibC.EFD_NONBLOCK));

    public SyscallResult Control(int epoll, EpollOperation operation, int descriptor, uint events, ulong data)
    {
        byte* request = stackalloc byte[EpollEventBuffer.EventSize];
        EpollEventBuffer.Write(request, events, data);
        return SyscallResult.Capture(LibC.epoll_ctl(epoll, (int)operation, descriptor, (epoll_event*)request));
    }

    public SyscallResult Wait(int epoll, EpollEventBuffer buffer, int milliseconds) =>
        SyscallResult.Capture(LibC.epoll_wait(epoll, (epoll_event*)buffer.Start, buffer.Capacity, milliseconds));

    public SyscallResult WaitPrecisely(int epoll, EpollEventBuffer buffer, Timespec timeout) =>
        SyscallResult.Capture((int)EpollPwait2(SYS_epoll_pwait2, epoll, buffer.Start, buffer.Capacity, &timeout, null, SignalSetSize));

    public SyscallResult Increment(int eventFd)
    {
        ulong one = 1;
        return SyscallResult.Capture((int)LibC.write(eventFd, &one, sizeof(ulong)));
    }

    public SyscallResult Reset(int eventFd)
    {
        ulong count;
        return SyscallResult.Capture((int)LibC.read(eventFd, &count, sizeof(ulong)));
    }

    public SyscallResult IsPipe(int descriptor)
    {
        stat status;
        SyscallResult result = SyscallResult.Capture(LibC.fstat(descriptor, &status));
        return result.Succeeded ? SyscallResult.Success((status.st_mode & LibC.S_IFMT) == LibC.S_IFIFO ? 1 : 0) : result;
    }

    public SyscallResult Replace(int source, int target) => SyscallResult.Capture(LibC.dup3(source, target, LibC.O_CLOEXEC));

    // By number: the C library has had a wrapper only since glibc 2.35.
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint EpollPwait2(
        nint number, nint epoll, void* events, nint maxEvents, Timespec* timeout, void* signalMask, nint signalMaskSize);
}
