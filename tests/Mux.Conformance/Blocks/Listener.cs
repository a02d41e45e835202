using System.Net;
using System.Net.Sockets;

namespace Mux.Conformance;

/// <summary>A non-blocking TCP listener on a port of its own.</summary>
public sealed class Listener : IDisposable
{
    public Listener()
    {
        Socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        Socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Socket.Listen(128);
        Socket.Blocking = false;
    }

    public Socket Socket { get; }

    public EndPoint EndPoint => Socket.LocalEndPoint!;

    /// <summary>A new non-blocking client whose connect to this listener has begun.</summary>
    public Socket BeginClient()
    {
        Socket client = StreamSockets.Unconnected();
        client.BeginConnectTo(EndPoint);
        return client;
    }

    /// <summary>Accepts a connection that has come or is on its way.</summary>
    public Socket AcceptOne()
    {
        Socket.AwaitReadable();
        Socket accepted = Socket.Accept();
        accepted.Blocking = false;
        return accepted;
    }

    public void Dispose() => Socket.Dispose();
}
