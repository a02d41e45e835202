using System.Net;
using System.Net.Sockets;

namespace TcpProxy.Tests;

/// <summary>An address of which no answer comes: a listener whose backlog is full, for which Linux drops further SYNs. Until it opens.</summary>
internal sealed class BlackHole : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Socket> _crowd = [];

    public BlackHole()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(1);
        bool hasRoom = true;
        while (hasRoom)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
            _crowd.Add(socket);
            try
            {
                socket.Connect(EndPoint);
            }
            catch (SocketException)
            {
                // It goes on.
            }

            hasRoom = socket.Poll(TimeSpan.FromMilliseconds(200), SelectMode.SelectWrite); // On loopback it connects at once, or not at all.
        }

        _crowd[^1].Dispose(); // The one that found no room, and would take it.
        _crowd.RemoveAt(_crowd.Count - 1);
    }

    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndPoint!;

    /// <summary>Makes room, and accepts the next connection that is none of the crowd's.</summary>
    public Socket Open()
    {
        _crowd.ForEach(_ => Accept().Dispose());
        return Accept();
    }

    public void Dispose()
    {
        _crowd.ForEach(socket => socket.Dispose());
        _listener.Dispose();
    }

    private Socket Accept()
    {
        Assert.True(_listener.Poll(Mux.Samples.SampleProcess.Bound, SelectMode.SelectRead), "Nobody connects.");
        return Peer.Bounded(_listener.Accept());
    }
}
