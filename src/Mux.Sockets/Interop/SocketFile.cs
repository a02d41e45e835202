using System.Globalization;
using System.Text;
using Tmds.Linux;

namespace Mux.Interop;

/// <summary>Socket files: whether a path leads to one, and to which.</summary>
internal static class SocketFile
{
    private const int ENXIO = 6; // What open(2) says of a socket; the others say that it is not supported.
    private const int EOPNOTSUPP_FreeBsd = 45;
    private const int EOPNOTSUPP_Darwin = 102;

    /// <summary>Whether it does. Of a path at which nobody listens.</summary>
    public static bool IsAt(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return (File.GetAttributes(path) & FileAttributes.ReparsePoint) != 0; // As Windows marks its socket files. A link would have been followed.
        }

        SyscallResult opened = UnixFile.Open(path);
        if (opened.Succeeded)
        {
            UnixFile.Close(opened.Value);
        }

        return opened.Errno is ENXIO or EOPNOTSUPP_FreeBsd or EOPNOTSUPP_Darwin;
    }

    /// <summary>What tells the file at a path from any other that is put there; null where there is none.</summary>
    /// <remarks>
    /// On Linux its numbers, which go to no other file while a socket is bound to it. Elsewhere they are harder to get at: the time at which it was made has to do on macOS and FreeBSD, and that of the last write on Windows, which
    /// gives a new file the first one of its predecessor.
    /// </remarks>
    public static string? IdentityAt(string path)
    {
        if (OperatingSystem.IsLinux())
        {
            return NumbersAt(path);
        }

        return File.Exists(path) ? (OperatingSystem.IsWindows() ? File.GetLastWriteTimeUtc(path) : File.GetCreationTimeUtc(path)).ToString("O", CultureInfo.InvariantCulture) : null;
    }

    private static unsafe string? NumbersAt(string path)
    {
        stat status;
        fixed (byte* start = Encoding.UTF8.GetBytes(path + '\0'))
        {
            return LibC.lstat(start, &status) == 0 ? $"{status.st_dev}:{status.st_ino}" : null;
        }
    }
}
