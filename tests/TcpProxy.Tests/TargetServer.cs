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

    /// <summary>Its address, as the proxy's command line takes it.</summary>
    public string Address => $"127.0.0.1:{Port}";

    /// <summary>The next connection.</summary>
    public Socket Accept()
    {
        Assert.True(_listener.Poll(Mux.Samples.SampleProcess.Bound, SelectMode.SelectRead), "The proxy does not connect.");
        return Peer.Bounded(_listener.Accept());
    }

    /// <summary>A port at which nobody listens.</summary>
    public static int FreePort()
    {
        using var server = new TargetServer();
        return server.Port;
    }

    public void Dispose() => _listener.Dispose();
}
