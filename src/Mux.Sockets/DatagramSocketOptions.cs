namespace Mux;

/// <summary>How a <see cref="DatagramSocket"/> is bound.</summary>
public sealed class DatagramSocketOptions
{
    /// <summary>
    /// Whether other sockets that say the same may bind the address too (SO_REUSEADDR), of which the last one gets what comes for one: for groups and broadcasts. The default is false. On Windows the address is bound exclusively whatever this
    /// says, since the option of that name lets any program take it.
    /// </summary>
    public bool ReuseAddress { get; set; }

    /// <summary>Whether several sockets of this user may bind the address, over which Linux and FreeBSD spread what comes by its sender (SO_REUSEPORT, SO_REUSEPORT_LB). Windows has nothing like it.</summary>
    public bool ReusePort { get; set; }

    /// <summary>For an IPv6 address: whether IPv4 peers are kept out (IPV6_V6ONLY). Null, the default, means dual mode for <see cref="System.Net.IPAddress.IPv6Any"/>, and only IPv6 for any other address.</summary>
    public bool? OnlyV6 { get; set; }

    /// <summary>Whether datagrams may be sent to broadcast addresses (SO_BROADCAST). The default is false.</summary>
    public bool Broadcast { get; set; }

    /// <summary>The size of the buffer for what was not received yet, in bytes; null leaves it to the system. What finds it full is lost without a word.</summary>
    public int? ReceiveBufferSize { get; set; }

    /// <summary>The size of the buffer for what was not sent yet, in bytes; null leaves it to the system.</summary>
    public int? SendBufferSize { get; set; }

    /// <summary>For a Unix domain socket with a path: whether a socket file at which nobody receives any more is removed first. The default is true.</summary>
    public bool UnlinkStalePath { get; set; } = true;
}
