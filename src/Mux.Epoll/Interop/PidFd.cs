using System.Runtime.InteropServices;

namespace Mux.Epoll.Interop;

/// <summary>A process as a descriptor. See pidfd_open(2).</summary>
internal static partial class PidFd
{
    private const int SYS_pidfd_open = 434; // The same on every architecture.

    /// <summary>pidfd_open(2) without flags. The descriptor is closed on exec from birth.</summary>
    public static SyscallResult Open(int processId) => SyscallResult.Capture((int)PidFdOpen(SYS_pidfd_open, processId, 0));

    // By number: the C library has had a wrapper only since glibc 2.36. Not by Tmds.LibC, so that it works on processors for which that has no build.
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint PidFdOpen(nint number, nint processId, nint flags);
}
