using System.Net.Sockets;
using System.Security.Cryptography;

namespace Mux.Sockets.Conformance;

/// <summary>What <see cref="TcpRelay"/> hands on, and what it holds meanwhile.</summary>
public abstract class RelayTests
{
    private const int Length = 16 * 1024 * 1024;

    protected abstract IEventMultiplexer Create();

    /// <summary>Whether the bytes are copied through buffers, whatever this system has.</summary>
    protected virtual bool Copies => false;

    [Fact]
    public async Task Sixteen_megabytes_each_way_at_once_arrive_unchanged()
    {
        using var running = new RunningLoop(Create());
        using RelayUnderTest relay = Begin(running);
        byte[] question = RelayPeer.Payload(Length, seed: 1);
        byte[] answer = RelayPeer.Payload(Length, seed: 2);

        Task<byte[]> answered = relay.Client.ReceiveToEndAsync();
        Task<byte[]> asked = relay.Server.ReceiveToEndAsync();
        await Task.WhenAll(relay.Client.SendToEndAsync(question), relay.Server.SendToEndAsync(answer));

        Assert.Equal(Hash(question), Hash(await asked));
        Assert.Equal(Hash(answer), Hash(await answered));
        Assert.Equal(new RelayTotals(Length, Length, RelayEnd.Finished, SocketError.Success), await relay.Relay.InTime());
        Assert.Equal(0, relay.Carriers.InUse);
    }

    [Fact]
    public async Task An_end_is_handed_on_and_the_other_way_goes_on()
    {
        using var running = new RunningLoop(Create());
        using RelayUnderTest relay = Begin(running);

        await relay.Client.SendToEndAsync(new byte[] { 1, 2, 3 });
        byte[] asked = await relay.Server.ReceiveToEndAsync();
        Assert.False(relay.Relay.IsCompleted);
        await relay.Server.SendToEndAsync(new byte[] { 4, 5 });

        Assert.Equal([1, 2, 3], asked);
        Assert.Equal([4, 5], await relay.Client.ReceiveToEndAsync());
        Assert.Equal(new RelayTotals(3, 2, RelayEnd.Finished, SocketError.Success), await relay.Relay.InTime());
    }

    [Fact]
    public async Task What_was_sent_before_the_relay_began_arrives_too()
    {
        using var running = new RunningLoop(Create());
        using var left = ConnectedPair.OnLoopback();
        using var right = ConnectedPair.OnLoopback();
        await left.Left.SendToEndAsync(new byte[] { 1 });
        await right.Right.SendToEndAsync(new byte[] { 2 });

        Task<RelayTotals> relay = running.Loop.InvokeAsync(
            () => TcpRelay.RunAsync(StreamSocket.Adopt(left.Right), StreamSocket.Adopt(right.Left), TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);

        Assert.Equal([2], await left.Left.ReceiveToEndAsync());
        Assert.Equal([1], await right.Right.ReceiveToEndAsync());
        Assert.Equal(RelayEnd.Finished, (await relay.InTime()).End);
    }

    [Fact]
    public async Task A_reader_that_is_slow_costs_one_carrier_and_loses_nothing()
    {
        using var running = new RunningLoop(Create());
        using RelayUnderTest relay = Begin(running);
        byte[] bytes = RelayPeer.Payload(64 * 1024 * 1024, seed: 3);

        int sent = relay.Client.SendUntilStalled(bytes);
        int inUse = await running.Loop.InvokeAsync(() => relay.Carriers.InUse, TestContext.Current.CancellationToken);
        relay.Client.Shutdown(SocketShutdown.Send);
        byte[] received = await relay.Server.ReceiveToEndAsync();

        Assert.InRange(sent, 1, bytes.Length - 1);
        Assert.Equal(1, inUse);
        Assert.True(bytes.AsSpan(0, sent).SequenceEqual(received));
    }

    [Fact]
    public async Task A_relay_with_nothing_in_flight_holds_no_carrier()
    {
        using var running = new RunningLoop(Create());
        using RelayUnderTest relay = Begin(running);

        await relay.Client.SendAllAsync(new byte[] { 1 });
        await relay.Server.ReceiveExactlyAsync(1);
        int inUse = await running.Loop.InvokeAsync(() => relay.Carriers.InUse, TestContext.Current.CancellationToken);

        Assert.Equal(0, inUse);
    }

    [Fact]
    public async Task A_busy_relay_leaves_the_loop_to_others()
    {
        using var running = new RunningLoop(Create());
        using RelayUnderTest relay = Begin(running);
        using RelayUnderTest other = Begin(running);
        byte[] bytes = RelayPeer.Payload(Length, seed: 4);

        Task<byte[]> received = relay.Server.ReceiveToEndAsync();
        Task sending = relay.Client.SendToEndAsync(bytes);
        for (byte number = 0; number < 100; number++)
        {
            await other.Client.SendAllAsync(new[] { number });
            Assert.Equal([number], await other.Server.ReceiveExactlyAsync(1));
        }

        await sending;
        Assert.Equal(Hash(bytes), Hash(await received));
    }

    private static string Hash(byte[] bytes) => Convert.ToHexString(SHA256.HashData(bytes));

    private RelayUnderTest Begin(RunningLoop running) => RelayUnderTest.Begin(running, Copies);
}
