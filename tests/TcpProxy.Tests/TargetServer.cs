using System.Net;
using System.Net.Sockets;

namespace TcpProxy.Tests;

/// <summary>A server for the proxy to forward to.</summary>
internal sealed class TargetServer : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public TargetServer(int port = 0)
    {
        _listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        _listener.Listen();
    }

    /// <summary>Its port.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <summary>Its address.</summary>
    public IPEndPoint EndPoint => new(IPAddress.Loopback, Port);

    /// <summary>Its address, as the proxy's command line takes it.</summary>
    public string Address => $"127.0.0.1:{Port}";

    /// <summary>The next connection.</summary>
    public Socket Accept()
    {
        Assert.True(_listener.Poll(Mux.Samples.SampleProcess.Bound, SelectMode.SelectRead), "The proxy does not connect.");
        return Peer.Bounded(_listener.Accept());
    }

    /// <summary>Waits for a connection here, or for the end of a client's.</summary>
    /// <returns>Whether a connection has come.</returns>
    public bool IsConnectedBefore(Socket client)
    {
        List<Socket> ready = [_listener, client];
        Socket.Select(ready, null, null, Mux.Samples.SampleProcess.Bound);
        Assert.True(ready.Count > 0, "The proxy neither connects nor refuses.");
        return ready.Contains(_listener);
    }

    /// <summary>A port at which nobody listens.</summary>
    public static int FreePort()
    {
        using var server = new TargetServer();
        return server.Port;
    }

    public void Dispose() => _listener.Dispose();
}
