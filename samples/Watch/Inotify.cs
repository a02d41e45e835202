using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using Mux;

namespace Watch;

/// <summary>A descriptor that is readable when something has happened in a folder. See inotify(7).</summary>
[SupportedOSPlatform("linux")]
internal static partial class Inotify
{
    // The kernel's headers: <linux/inotify.h>, <asm-generic/fcntl.h>.
    public const uint IN_CLOSE_WRITE = 0x8;
    public const uint IN_MOVED_FROM = 0x40;
    public const uint IN_MOVED_TO = 0x80;
    public const uint IN_CREATE = 0x100;
    public const uint IN_DELETE = 0x200;
    public const uint IN_UNMOUNT = 0x2000;
    public const uint IN_Q_OVERFLOW = 0x4000;
    public const uint IN_IGNORED = 0x8000;
    private const uint IN_ONLYDIR = 0x1000000;
    private const int IN_NONBLOCK = 0x800;
    private const int IN_CLOEXEC = 0x80000;

    /// <summary>Opens one that watches a folder, without the folders in it.</summary>
    /// <exception cref="MultiplexerException">The system refused: its limits on watches, or no right to read the folder.</exception>
    public static SafeFileHandle Watch(string folder)
    {
        int opened = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
        if (opened < 0)
        {
            throw new MultiplexerException("inotify_init1", Marshal.GetLastPInvokeError());
        }

        var inotify = new SafeFileHandle(opened, ownsHandle: true);
        if (inotify_add_watch(inotify, folder, IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_CLOSE_WRITE | IN_ONLYDIR) < 0)
        {
            int errno = Marshal.GetLastPInvokeError(); // Before closing can replace it.
            inotify.Dispose();
            throw new MultiplexerException("inotify_add_watch", errno);
        }

        return inotify;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int inotify_init1(int flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int inotify_add_watch(SafeHandle inotify, string path, uint mask);
}
