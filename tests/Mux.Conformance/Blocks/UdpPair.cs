using System.Net;
using System.Net.Sockets;

namespace Mux.Conformance;

/// <summary>Two datagram sockets connected to each other, both non-blocking.</summary>
public sealed class UdpPair : IDisposable
{
    public UdpPair()
    {
        Left = Bound();
        Right = Bound();
        Left.Connect(Right.LocalEndPoint!);
        Right.Connect(Left.LocalEndPoint!);
        Left.Blocking = false;
        Right.Blocking = false;
    }

    /// <summary>The end that facts register.</summary>
    public Socket Left { get; }

    /// <summary>The peer.</summary>
    public Socket Right { get; }

    public void Dispose()
    {
        Left.Dispose();
        Right.Dispose();
    }

    private static Socket Bound()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }
}
