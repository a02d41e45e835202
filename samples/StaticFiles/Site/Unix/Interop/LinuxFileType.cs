using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace StaticFiles.Site.Unix.Interop;

/// <summary>What kind of file a name leads to, by statx(2) of Linux 4.11: asked before it is opened, since to open a FIFO lets its writer go on, who then finds nobody.</summary>
[SupportedOSPlatform("linux")]
internal static unsafe partial class LinuxFileType
{
    // <linux/stat.h>, <linux/fcntl.h>: the same on every architecture.
    private const int AT_SYMLINK_NOFOLLOW = 0x100;
    private const uint STATX_TYPE = 1;
    private const int ModeOffset = 28; // Of stx_mode in struct statx.
    private const int StatxSize = 256;
    private const int S_IFMT = 0xf000;
    private const int S_IFREG = 0x8000;
    private const int S_IFDIR = 0x4000;

    /// <summary>Whether it is none that can be served, or listed: a FIFO, a device or a socket. False where it cannot be told: opening it will say why.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="path">The path from it, with a NUL at its end.</param>
    /// <param name="followsLink">Whether a link at the path's end is followed.</param>
    public static bool IsSpecial(SafeFileHandle folder, ReadOnlySpan<byte> path, bool followsLink)
    {
        byte* result = stackalloc byte[StatxSize];
        fixed (byte* name = path)
        {
            return statx(folder, name, followsLink ? 0 : AT_SYMLINK_NOFOLLOW, STATX_TYPE, result) == 0
                && (*(ushort*)(result + ModeOffset) & S_IFMT) is not (S_IFREG or S_IFDIR);
        }
    }

    [LibraryImport("libc")]
    private static partial int statx(SafeFileHandle folder, byte* path, int flags, uint mask, byte* result);
}
