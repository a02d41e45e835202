using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace StaticFiles.Site.Unix.Interop;

/// <summary>open(2) and openat(2).</summary>
internal static unsafe partial class UnixOpen
{
    private static readonly int Flags = OperatingSystem.IsLinux() ? 0x800 | 0x80000 // O_NONBLOCK | O_CLOEXEC
        : OperatingSystem.IsFreeBSD() ? 0x4 | 0x100000
        : 0x4 | 0x1000000; // macOS

    private static readonly int NoFollow = !OperatingSystem.IsLinux() ? 0x100
        : RuntimeInformation.ProcessArchitecture is Architecture.Arm or Architecture.Arm64 ? 0x8000
        : 0x20000;

    /// <summary>Opens a folder by its whole path, through any links.</summary>
    /// <exception cref="UnauthorizedAccessException">The system refused.</exception>
    public static SafeFileHandle Root(string path)
    {
        int opened = open(path, Flags);
        return opened >= 0
            ? new SafeFileHandle(opened, ownsHandle: true)
            : throw new UnauthorizedAccessException($"cannot open '{path}': {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>Opens for reading what a folder has by a name, unless it is a symbolic link.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="name">The name, with a NUL at its end.</param>
    /// <returns>The descriptor, or the errno below zero.</returns>
    public static int Entry(SafeFileHandle folder, ReadOnlySpan<byte> name)
    {
        fixed (byte* first = name)
        {
            int opened = openat(folder, first, Flags | NoFollow);
            return opened >= 0 ? opened : -Marshal.GetLastPInvokeError();
        }
    }

    // Variadic in C, for a mode that is not passed when nothing is created; so nothing is where Apple's variadic arguments would be.
    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int openat(SafeFileHandle folder, byte* name, int flags);
}
