using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Mux.Sockets.Conformance;

/// <summary>A loop that accepts through a <see cref="ConnectionAcceptor"/>, over IPv4 and IPv6, and hands what is let in to the fact.</summary>
public sealed class GuardedServer : IDisposable
{
    private readonly RunningLoop _running;
    private readonly StreamListener _listener;
    private readonly Func<StreamSocket, EventLoop, Task>? _serve;
    private readonly Task _accepting;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Socket> _peers = [];

    public GuardedServer(IEventMultiplexer multiplexer, ConnectionAcceptorOptions options, Func<StreamSocket, EventLoop, Task>? serve = null, StreamListener? listener = null, EventLoopServices? services = null)
    {
        _running = new RunningLoop(multiplexer, services: services);
        _listener = listener ?? StreamListener.Listen(new IPEndPoint(IPAddress.IPv6Any, 0));
        _serve = serve;
        Port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        Acceptor = _running.Loop.InvokeAsync(() => new ConnectionAcceptor(_listener, _running.Loop, options)).GetAwaiter().GetResult();
        _accepting = _running.Loop.InvokeAsync(AcceptAsync);
    }

    public ConnectionAcceptor Acceptor { get; }

    public int Port { get; }

    public RunningLoop Running => _running;

    /// <summary>What was let in, in order.</summary>
    public BlockingCollection<StreamSocket> LetIn { get; } = [];

    /// <summary>Connects, as a peer with the loopback address of IPv4, or of IPv6.</summary>
    public Socket Connect(bool overV6 = false)
    {
        IPAddress server = overV6 ? IPAddress.IPv6Loopback : IPAddress.Loopback;
        var peer = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = (int)Bound.Hang.TotalMilliseconds };
        _peers.Add(peer);

        // A connect that blocks takes the error of a refusal that comes at once, and throws it. Here it is left for whoever receives.
        peer.Blocking = false;
        peer.BeginConnectTo(new IPEndPoint(server, Port));
        Assert.True(peer.Poll(Bound.Hang, SelectMode.SelectWrite), "Nobody takes the connection.");
        peer.Blocking = true;
        return peer;
    }

    /// <summary>Connects often.</summary>
    public Socket[] Flood(int times, bool overV6 = false) => [.. Enumerable.Range(0, times).Select(_ => Connect(overV6))];

    /// <summary>The next one that is let in.</summary>
    public StreamSocket Next()
    {
        Assert.True(LetIn.TryTake(out StreamSocket? socket, Bound.Hang), "Nobody was let in.");
        return socket;
    }

    /// <summary>Waits until so many were accepted or refused.</summary>
    public void AwaitDecisions(int count) => BoundedTasks.Await(
        () => Acceptor.Accepted + Acceptor.Refused == count, $"{Acceptor.Accepted} accepted and {Acceptor.Refused} refused, of {count}.");

    /// <summary>Whether the server has reset the peer's connection; false when it has sent something, has ended it in order, or stays silent.</summary>
    public static bool IsReset(Socket peer)
    {
        int received = peer.Receive(new byte[1], SocketFlags.None, out SocketError error);
        return received == 0 && Resets.IsToldBy(error);
    }

    public void Dispose()
    {
        _stop.Cancel();
        Assert.IsAssignableFrom<OperationCanceledException>(Record.Exception(() => _accepting.InTime().GetAwaiter().GetResult()));
        _listener.Dispose();
        _running.Loop.InvokeAsync(Acceptor.Dispose).InTime().GetAwaiter().GetResult();
        while (LetIn.TryTake(out StreamSocket? socket))
        {
            socket.Dispose();
        }

        foreach (Socket peer in _peers)
        {
            peer.Dispose();
        }

        _running.Dispose();
        LetIn.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            StreamSocket socket = await Acceptor.AcceptAsync(_stop.Token);
            if (_serve is null)
            {
                LetIn.Add(socket);
            }
            else
            {
                _ = _serve(socket, _running.Loop);
            }
        }
    }
}
