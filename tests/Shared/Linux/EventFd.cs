using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Mux.LinuxNative;

/// <summary>A counter that is readable above zero. See eventfd(2).</summary>
internal static partial class EventFd
{
    private const int NonBlockingCloseOnExec = 0x800 | 0x80000;

    public static SafeFileHandle Create(uint count = 0) => NativeCall.Own(Make(count, NonBlockingCloseOnExec));

    /// <summary>Adds to the counter.</summary>
    public static void Add(SafeHandle eventFd, ulong value) => eventFd.Write(BitConverter.GetBytes(value));

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    private static partial int Make(uint count, int flags);
}
