using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Mux.Epoll.Tests.Native;

/// <summary>A process as a descriptor, readable once the process has exited. See pidfd_open(2), Linux 5.3.</summary>
internal static partial class PidFd
{
    private const int SYS_pidfd_open = 434; // The same on every architecture.

    public static SafeFileHandle Open(int processId) => NativeCall.Own((int)Syscall(SYS_pidfd_open, processId, 0));

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Syscall(nint number, nint processId, nint flags);
}
