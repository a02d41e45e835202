namespace Mux.Interop;

/// <summary>The errno values that the calls on a caller's descriptor are decided by. See errno(3).</summary>
internal static class UnixErrno
{
    public const int EPERM = 1;
    public const int EINTR = 4;
    public const int EIO = 5;
    public const int EBADF = 9;
    public const int EACCES = 13;
    public const int EISDIR = 21;
    public const int EPIPE = 32;

    /// <summary>Linux's EOPNOTSUPP, which is also its ENOTSUP; and its ENOSYS.</summary>
    public const int LinuxEOPNOTSUPP = 95;
    public const int LinuxENOSYS = 38;

    /// <summary>The operation would block. macOS and FreeBSD number it in another way than Linux, where 35 is EDEADLK.</summary>
    public static int EAGAIN => OperatingSystem.IsLinux() ? 11 : 35;
}
