using System.Net.Sockets;
using System.Runtime.Versioning;
using Mux.LinuxNative;

namespace Mux.Sockets.Tests;

[OnLinux]
[SupportedOSPlatform("linux")]
public sealed class RelayTurnTests
{
    [Fact]
    public void A_direction_with_more_to_read_than_a_turn_moves_says_so()
    {
        using var from = ConnectedPair.OnLoopback();
        using var to = ConnectedPair.OnLoopback();
        using StreamSocket source = StreamSocket.Adopt(from.Right);
        using StreamSocket sink = StreamSocket.Adopt(to.Left);
        var carriers = new RelayCarriers(static () => new OneByteCarrier());
        var direction = RelayParts.Direction(source, sink, carriers);
        from.Left.Send(new byte[20]);
        Assert.True(from.Right.Poll(Bound.Hang, SelectMode.SelectRead));

        RelayProgress first = direction.Advance();
        long moved = direction.Moved;
        RelayProgress second = direction.Advance();

        Assert.Equal(RelayProgress.Turn, first);
        Assert.Equal(16, moved);
        Assert.Equal(RelayProgress.Waiting, second);
        Assert.Equal(20, direction.Moved);
        Assert.Equal(0, carriers.InUse);
    }

    [Fact]
    public void Pipes_are_kept_while_they_are_empty_and_eight_of_them_at_most()
    {
        using var from = ConnectedPair.OnLoopback();
        using StreamSocket source = StreamSocket.Adopt(from.Right);
        var carriers = new RelayCarriers(SplicePipe.TryOpen);

        List<IRelayCarrier> rented = [.. Enumerable.Range(0, 10).Select(_ => carriers.Rent())];
        rented.ForEach(carriers.Return);

        Assert.Equal(8, carriers.Kept);
        Assert.Equal(0, carriers.InUse);
        Assert.Throws<ObjectDisposedException>(() => rented[^1].TryFill(source, 1)); // The last one given back found no place.
        carriers.End();
        Assert.Equal(0, carriers.Kept);
    }

    [Fact]
    public void A_pipe_that_is_given_up_with_bytes_inside_is_closed()
    {
        using var from = ConnectedPair.OnLoopback();
        using StreamSocket source = StreamSocket.Adopt(from.Right);
        var carriers = new RelayCarriers(SplicePipe.TryOpen);
        from.Left.Send([1]);
        Assert.True(from.Right.Poll(Bound.Hang, SelectMode.SelectRead));
        IRelayCarrier carrier = carriers.Rent();
        carrier.TryFill(source, 1).GetCountOrThrow();

        carriers.Return(carrier);

        Assert.Equal(0, carriers.Kept);
        Assert.Throws<ObjectDisposedException>(() => carrier.TryFill(source, 1));
    }

    [Fact]
    public void Without_descriptors_for_a_pipe_a_buffer_takes_its_place()
    {
        var carriers = new RelayCarriers(static () => null);

        IRelayCarrier carrier = carriers.Rent();
        carriers.Return(carrier);

        Assert.IsType<CopyBuffer>(carrier);
        Assert.Equal(0, carriers.Kept);
    }

    // A pipe that takes a byte at a time.
    private sealed class OneByteCarrier : IRelayCarrier
    {
        private readonly SplicePipe _pipe = new();

        public int Capacity => 1;

        public int Count => _pipe.Count;

        public SocketResult TryFill(StreamSocket from, int most) => _pipe.TryFill(from, most);

        public SocketResult TryDrain(StreamSocket to) => _pipe.TryDrain(to);

        public void Dispose() => _pipe.Dispose();
    }
}
