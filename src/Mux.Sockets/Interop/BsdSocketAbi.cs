namespace Mux.Interop;

/// <summary>In what macOS and FreeBSD differ, as far as sockets are concerned.</summary>
/// <param name="InterNetworkV6">AF_INET6.</param>
/// <param name="BirthFlags">SOCK_CLOEXEC and SOCK_NONBLOCK, for socket(2) and accept4(2); 0 where a socket is made so afterwards.</param>
/// <param name="SendFlags">MSG_NOSIGNAL; 0 where SO_NOSIGPIPE, an option of the socket, takes its place.</param>
/// <param name="Linger">The name of the option that lingers by the second. SO_LINGER of macOS counts in hundredths.</param>
/// <param name="Numbers">The levels and names of the settings.</param>
internal sealed record BsdSocketAbi(int InterNetworkV6, int BirthFlags, int SendFlags, int Linger, Func<SocketSetting, (int Level, int Name)> Numbers)
{
    public static BsdSocketAbi Darwin { get; } = new(InterNetworkV6: 30, BirthFlags: 0, SendFlags: 0, Linger: 0x1080, SettingNumbers.Darwin);

    public static BsdSocketAbi FreeBsd { get; } = new(InterNetworkV6: 28, BirthFlags: 0x30000000, SendFlags: 0x20000, Linger: 0x80, SettingNumbers.FreeBsd);

    /// <summary>Whether sockets are made non-blocking and close-on-exec by the call that makes them.</summary>
    public bool IsPreparedFromBirth => BirthFlags != 0;

    /// <summary>Whether an option tells how many bytes are unacknowledged, and not an ioctl.</summary>
    public bool CountsUnacknowledgedByOption => !IsPreparedFromBirth;
}
