using System.Runtime.InteropServices;

namespace Mux.Interop;

/// <summary>Whether a path leads to a socket, asked without a <c>struct stat</c>, whose layout differs from system to system.</summary>
internal static partial class SocketFile
{
    private const int O_RDONLY = 0;
    private const int ENXIO = 6; // What open(2) says of a socket; the others say that it is not supported.
    private const int EOPNOTSUPP_FreeBsd = 45;
    private const int EOPNOTSUPP_Darwin = 102;

    private static int O_NONBLOCK => OperatingSystem.IsLinux() ? 0x800 : 0x4;

    /// <summary>Whether it does. On Unix; elsewhere false.</summary>
    public static bool IsAt(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return (File.GetAttributes(path) & FileAttributes.ReparsePoint) != 0; // As Windows marks its socket files. Nothing listens there, and a link would have been followed.
        }

        // Non-blocking, lest a FIFO waits for its writer. Without O_CREAT there is no third argument.
        SyscallResult opened = SyscallResult.Capture(Open(path, O_RDONLY | O_NONBLOCK));
        if (opened.Succeeded)
        {
            _ = Close(opened.Value); // Nothing was written, so that nothing can be lost.
        }

        return opened.Errno is ENXIO or EOPNOTSUPP_FreeBsd or EOPNOTSUPP_Darwin;
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
