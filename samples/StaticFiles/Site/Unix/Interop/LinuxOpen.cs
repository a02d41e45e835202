using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace StaticFiles.Site.Unix.Interop;

/// <summary>openat2(2), which the C library has no function for.</summary>
[SupportedOSPlatform("linux")]
internal static unsafe partial class LinuxOpen
{
    // <asm-generic/fcntl.h>, <linux/openat2.h>, <asm/unistd.h>: the numbers are the same on every architecture that .NET runs on.
    private const ulong O_RDONLY_NONBLOCK_CLOEXEC = 0x800 | 0x80000;
    private const ulong RESOLVE_NO_MAGICLINKS = 0x2;
    private const ulong RESOLVE_BENEATH = 0x8;
    private const long SYS_openat2 = 437;

    /// <summary>Opens for reading what is beneath a folder. The kernel refuses, with EXDEV, whatever leads out of it, be it by <c>..</c>, by a link, or while somebody moves things about.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="path">The path from it, with a NUL at its end.</param>
    /// <returns>The descriptor, or the errno below zero.</returns>
    public static int Beneath(SafeFileHandle folder, ReadOnlySpan<byte> path)
    {
        var how = new OpenHow { Flags = O_RDONLY_NONBLOCK_CLOEXEC, Resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS };
        fixed (byte* name = path)
        {
            long opened = syscall(SYS_openat2, folder, name, &how, (nuint)sizeof(OpenHow));
            return opened >= 0 ? (int)opened : -Marshal.GetLastPInvokeError();
        }
    }

    // Variadic in C; on Linux such arguments are passed as all others are.
    [LibraryImport("libc", SetLastError = true)]
    private static partial long syscall(long number, SafeFileHandle folder, byte* path, OpenHow* how, nuint size);
}
