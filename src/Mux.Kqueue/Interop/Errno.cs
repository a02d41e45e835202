namespace Mux.Kqueue.Interop;

/// <summary>The errno values that this backend decides by. macOS and FreeBSD number these alike. See errno(2).</summary>
internal static class Errno
{
    public const int ENOENT = 2;
    public const int ESRCH = 3;
    public const int EINTR = 4;
    public const int EBADF = 9;
    public const int ENOMEM = 12;
    public const int ENODEV = 19;
    public const int EINVAL = 22;
    public const int ENFILE = 23;
    public const int EMFILE = 24;
    public const int EPIPE = 32;

    /// <summary>macOS. FreeBSD has EOPNOTSUPP in its place, which has the same number.</summary>
    public const int ENOTSUP = 45;
}
