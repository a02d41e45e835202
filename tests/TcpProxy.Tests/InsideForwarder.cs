using System.Net;
using System.Net.Sockets;
using Mux;
using Mux.Samples;

namespace TcpProxy.Tests;

/// <summary>A forwarder in this process with one client, on a loop of its own.</summary>
internal sealed class InsideForwarder : IDisposable
{
    private readonly EventLoop _loop = EventLoop.Start();

    public InsideForwarder(IPEndPoint target)
    {
        using var listener = new TargetServer();
        Client = Peer.Bounded(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        Client.Connect(listener.EndPoint);
        ClientSide = StreamSocket.Adopt(listener.Accept());
        var connector = new Connector(_ => Task.FromResult<IPEndPoint[]>([target]), SampleProcess.Bound, Open);
        var forwarder = new Forwarder(connector, "the target", Timeout.InfiniteTimeSpan, new Trouble(Errors, TimeProvider.System));
        Forwarding = _loop.InvokeAsync(() => forwarder.ForwardAsync(ClientSide, CancellationToken.None)).WaitAsync(SampleProcess.Bound);
    }

    public Socket Client { get; }

    /// <summary>The forwarder's ends of its two connections.</summary>
    public StreamSocket ClientSide { get; }

    public StreamSocket? TargetSide { get; private set; }

    public StringWriter Errors { get; } = new();

    public Task<RelayTotals?> Forwarding { get; }

    public void Dispose()
    {
        Client.Dispose();
        _loop.Dispose();
        ClientSide.Dispose();
        TargetSide?.Dispose();
    }

    private StreamSocket Open(AddressFamily family) => TargetSide = StreamSocket.Open(family);
}
