using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Mux.LinuxNative;

/// <summary>Tells of new files in a directory. See inotify(7).</summary>
internal static partial class Inotify
{
    private const int NonBlockingCloseOnExec = 0x800 | 0x80000;
    private const uint Created = 0x100;

    public static SafeFileHandle Watch(string directory)
    {
        SafeFileHandle inotify = NativeCall.Own(Initialize(NonBlockingCloseOnExec));
        NativeCall.Check(AddWatch(inotify, directory, Created));
        return inotify;
    }

    [LibraryImport("libc", EntryPoint = "inotify_init1", SetLastError = true)]
    private static partial int Initialize(int flags);

    [LibraryImport("libc", EntryPoint = "inotify_add_watch", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int AddWatch(SafeHandle inotify, string path, uint mask);
}
