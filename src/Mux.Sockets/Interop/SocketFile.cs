namespace Mux.Interop;

/// <summary>Whether a path leads to a socket, asked without a <c>struct stat</c>, whose layout differs from system to system.</summary>
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
}
