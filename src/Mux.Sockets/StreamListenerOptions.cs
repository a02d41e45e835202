namespace Mux;

/// <summary>How a <see cref="StreamListener"/> listens.</summary>
public sealed class StreamListenerOptions
{
    /// <summary>How many connections may wait to be accepted, at least 1. Longer than the system allows (Linux: net.core.somaxconn) means as long as it allows, which is the default.</summary>
    public int Backlog { get; set; } = int.MaxValue;

    /// <summary>
    /// Whether an address can be bound whose former connections are still in TIME_WAIT, so that a server can be started again at once (SO_REUSEADDR). The default is true. On Windows that is always so, and the
    /// option of that name would let two programs share an address: there the address is bound exclusively whatever this says.
    /// </summary>
    public bool ReuseAddress { get; set; } = true;

    /// <summary>
    /// Whether several listeners of this user may bind the same address, and the system spreads connections over them (SO_REUSEPORT of Linux 3.9, SO_REUSEPORT_LB of FreeBSD 12). macOS shares the address without spreading.
    /// Windows has nothing like it, and <see cref="StreamListener.Listen"/> then throws <see cref="PlatformNotSupportedException"/>.
    /// </summary>
    public bool ReusePort { get; set; }

    /// <summary>
    /// For an IPv6 address: whether IPv4 peers are kept out (IPV6_V6ONLY). Null, the default, means dual mode for <see cref="System.Net.IPAddress.IPv6Any"/>, so that one listener serves both, and for an IPv4 address that is mapped into IPv6; only IPv6 for any other address.
    /// </summary>
    public bool? OnlyV6 { get; set; }

    /// <summary>
    /// For a Unix domain socket with a path: whether a socket file that a former server left behind is removed first. A file is stale when connecting to it is refused; one at which somebody listens stays, and the address is in use. What is
    /// no socket is never removed. Of several listeners of Mux that start at once over a stale file, one listens: meanwhile the file's directory is locked (flock(2); on Windows a mutex). The default is true.
    /// </summary>
    public bool UnlinkStalePath { get; set; } = true;
}
