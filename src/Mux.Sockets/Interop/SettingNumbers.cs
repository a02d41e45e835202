namespace Mux.Interop;

/// <summary>The levels and names by which the systems know the <see cref="SocketSetting"/>s.</summary>
/// <remarks>
/// Pure. A setting that a system does not have gets a name that none of its options has, so that the system refuses it in its own words: ENOPROTOOPT, <see cref="System.Net.Sockets.SocketError.ProtocolOption"/>.
/// See socket(7), ipv6(7), tcp(7); setsockopt(2), tcp(4) of macOS and FreeBSD; the tables SOL_SOCKET, IPPROTO_IPV6 and IPPROTO_TCP of Winsock.
/// </remarks>
internal static class SettingNumbers
{
    private const int SOL_SOCKET_LINUX = 1;
    private const int SOL_SOCKET = 0xffff; // Of the BSDs, and of Winsock, which has its socket layer from there.
    private const int IPPROTO_TCP = 6;
    private const int IPPROTO_IPV6 = 41;
    private const int Absent = -1;

    public static (int Level, int Name) Linux(SocketSetting setting) => setting switch
    {
        SocketSetting.PendingError => (SOL_SOCKET_LINUX, 4),
        SocketSetting.Type => (SOL_SOCKET_LINUX, 3),
        SocketSetting.ReuseAddress => (SOL_SOCKET_LINUX, 2),
        SocketSetting.ReusePort => (SOL_SOCKET_LINUX, 15),
        SocketSetting.Broadcast => (SOL_SOCKET_LINUX, 6),
        SocketSetting.OnlyV6 => (IPPROTO_IPV6, 26),
        SocketSetting.NoDelay => (IPPROTO_TCP, 1),
        SocketSetting.Cork => (IPPROTO_TCP, 3),
        SocketSetting.KeepAlive => (SOL_SOCKET_LINUX, 9),
        SocketSetting.KeepAliveIdle => (IPPROTO_TCP, 4),
        SocketSetting.KeepAliveInterval => (IPPROTO_TCP, 5),
        SocketSetting.KeepAliveProbes => (IPPROTO_TCP, 6),
        SocketSetting.UserTimeout => (IPPROTO_TCP, 18),
        SocketSetting.UnsentLowWater => (IPPROTO_TCP, 25),
        SocketSetting.ReceiveBufferSize => (SOL_SOCKET_LINUX, 8),
        SocketSetting.SendBufferSize => (SOL_SOCKET_LINUX, 7),
        _ => (SOL_SOCKET_LINUX, Absent),
    };

    public static (int Level, int Name) Darwin(SocketSetting setting) => setting switch
    {
        SocketSetting.ReusePort => (SOL_SOCKET, 0x200),
        SocketSetting.KeepAliveIdle => (IPPROTO_TCP, 0x10),
        SocketSetting.KeepAliveInterval => (IPPROTO_TCP, 0x101),
        SocketSetting.KeepAliveProbes => (IPPROTO_TCP, 0x102),
        SocketSetting.UserTimeout => (IPPROTO_TCP, 0x80),
        SocketSetting.UnacknowledgedBytes => (SOL_SOCKET, 0x1024),
        SocketSetting.UnsentLowWater => (IPPROTO_TCP, 0x201),
        _ => Common(setting),
    };

    public static (int Level, int Name) FreeBsd(SocketSetting setting) => setting switch
    {
        SocketSetting.ReusePort => (SOL_SOCKET, 0x10000), // SO_REUSEPORT_LB: SO_REUSEPORT gives all connections to the last listener.
        SocketSetting.KeepAliveIdle => (IPPROTO_TCP, 0x100),
        SocketSetting.KeepAliveInterval => (IPPROTO_TCP, 0x200),
        SocketSetting.KeepAliveProbes => (IPPROTO_TCP, 0x400),
        _ => Common(setting),
    };

    public static (int Level, int Name) Windows(SocketSetting setting) => setting switch
    {
        SocketSetting.ReuseAddress => (SOL_SOCKET, Absent), // There is an SO_REUSEADDR, and it lets one program take another one's port.
        SocketSetting.ExclusiveAddressUse => (SOL_SOCKET, ~4),
        SocketSetting.KeepAliveIdle => (IPPROTO_TCP, 3), // This and the next two since Windows 10 1709.
        SocketSetting.KeepAliveInterval => (IPPROTO_TCP, 17),
        SocketSetting.KeepAliveProbes => (IPPROTO_TCP, 16),
        SocketSetting.UserTimeout => (IPPROTO_TCP, 5),
        _ => Common(setting),
    };

    // What macOS, FreeBSD and Windows have kept from 4.3BSD, and IPV6_V6ONLY.
    private static (int Level, int Name) Common(SocketSetting setting) => setting switch
    {
        SocketSetting.PendingError => (SOL_SOCKET, 0x1007),
        SocketSetting.Type => (SOL_SOCKET, 0x1008),
        SocketSetting.ReuseAddress => (SOL_SOCKET, 4),
        SocketSetting.Broadcast => (SOL_SOCKET, 0x20),
        SocketSetting.OnlyV6 => (IPPROTO_IPV6, 27),
        SocketSetting.NoDelay => (IPPROTO_TCP, 1),
        SocketSetting.KeepAlive => (SOL_SOCKET, 8),
        SocketSetting.ReceiveBufferSize => (SOL_SOCKET, 0x1002),
        SocketSetting.SendBufferSize => (SOL_SOCKET, 0x1001),
        _ => (SOL_SOCKET, Absent),
    };
}
