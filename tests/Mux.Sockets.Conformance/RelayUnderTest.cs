using System.Net.Sockets;

namespace Mux.Sockets.Conformance;

/// <summary>A client and a server, and between them a relay that runs on a loop.</summary>
internal sealed class RelayUnderTest : IDisposable
{
    private readonly ConnectedPair _left = ConnectedPair.OnLoopback();
    private readonly ConnectedPair _right = ConnectedPair.OnLoopback();

    private RelayUnderTest(RunningLoop running, RelayCarriers carriers, TcpRelayOptions options, CancellationToken cancellation)
    {
        Carriers = carriers;
        LeftSocket = StreamSocket.Adopt(_left.Right);
        RightSocket = StreamSocket.Adopt(_right.Left);
        Relay = running.Loop.InvokeAsync(() => TcpRelay.RunAsync(running.Loop, LeftSocket, RightSocket, options, Carriers, cancellation), TestContext.Current.CancellationToken);
        running.Settle();
    }

    public Socket Client => _left.Left;

    public Socket Server => _right.Right;

    public StreamSocket LeftSocket { get; }

    public StreamSocket RightSocket { get; }

    public RelayCarriers Carriers { get; }

    public Task<RelayTotals> Relay { get; }

    /// <summary>Begins to relay.</summary>
    public static RelayUnderTest Begin(RunningLoop running, bool copies, TcpRelayOptions? options = null, CancellationToken cancellation = default) =>
        new(running, copies ? RelayCarriers.Copying() : RelayCarriers.Of(running.Loop), options ?? new TcpRelayOptions(), cancellation);

    /// <summary>Begins to relay by carriers of the fact's choice.</summary>
    public static RelayUnderTest Begin(RunningLoop running, RelayCarriers carriers) => new(running, carriers, new TcpRelayOptions(), CancellationToken.None);

    public void Dispose()
    {
        _left.Dispose();
        _right.Dispose();
    }
}
