using System.Net.Sockets;

namespace Mux.Sockets.Conformance;

/// <summary>How a <see cref="TcpRelay"/> ends before its peers do.</summary>
public abstract class RelayEndTests
{
    protected abstract IEventMultiplexer Create();

    /// <inheritdoc cref="RelayTests.Copies"/>
    protected virtual bool Copies => false;

    [Fact]
    public virtual async Task A_reset_of_one_side_resets_the_other()
    {
        using var running = new RunningLoop(Create());
        using RelayUnderTest relay = Begin(running);

        relay.Server.Reset();
        SocketError error = await relay.Client.ReceiveErrorAsync();

        Assert.Equal(SocketError.ConnectionReset, error);
        Assert.Equal(new RelayTotals(0, 0, RelayEnd.Failed, SocketError.ConnectionReset), await relay.Relay.InTime());
    }

    [Fact]
    public virtual async Task A_reset_is_noticed_although_the_other_side_takes_nothing()
    {
        using var running = new RunningLoop(Create());
        using RelayUnderTest relay = Begin(running, new TcpRelayOptions { DeliveryLimit = TimeSpan.FromMilliseconds(200) });
        relay.Client.SendUntilStalled(new byte[64 * 1024 * 1024]);

        relay.Client.Reset();
        RelayTotals totals = await relay.Relay.InTime();

        Assert.Equal((RelayEnd.Failed, SocketError.ConnectionReset), (totals.End, totals.Error));
        Assert.Equal(SocketError.ConnectionReset, await relay.Server.ReceiveErrorAsync());
        Assert.Equal(0, relay.Carriers.InUse);
    }

    [Theory]
    [InlineData(120)]
    [InlineData(20_000)]
    [InlineData(3_000_000)]
    public virtual async Task What_was_received_before_a_reset_is_delivered_and_then_the_reset(int bytes)
    {
        using var running = new RunningLoop(Create());
        using RelayUnderTest relay = Begin(running);
        byte[] answer = RelayPeer.Payload(bytes, seed: bytes);
        relay.Client.Send([1]); // Is never read.
        Assert.True(relay.Server.Poll(Bound.Hang, SelectMode.SelectRead));

        Task sending = relay.Server.SendAllAsync(answer);
        byte[] received = await relay.Client.ReceiveExactlyAsync(bytes / 2);
        await sending;
        relay.Server.Close(); // With a byte unread: a reset.

        byte[] rest = await relay.Client.ReceiveExactlyAsync(bytes - received.Length);
        Assert.Equal(answer, received.Concat(rest));
        Assert.Equal(SocketError.ConnectionReset, await relay.Client.ReceiveErrorAsync());
        RelayTotals totals = await relay.Relay.InTime();
        Assert.Equal((RelayEnd.Failed, (long)bytes), (totals.End, totals.RightToLeft));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(50_000)]
    public virtual async Task What_a_peer_sends_at_once_before_it_resets_is_delivered(int bytes)
    {
        using var running = new RunningLoop(Create());
        for (int round = 0; round < 20; round++)
        {
            using RelayUnderTest relay = Begin(running);
            byte[] question = RelayPeer.Payload(bytes, seed: round);

            using (running.Hold())
            {
                await relay.Client.SendAllAsync(question);
                relay.Client.Reset(); // One event tells of both.
            }

            Assert.Equal(question, await relay.Server.ReceiveExactlyAsync(bytes));
            Assert.Equal(SocketError.ConnectionReset, await relay.Server.ReceiveErrorAsync());
            RelayTotals totals = await relay.Relay.InTime();
            Assert.Equal((RelayEnd.Failed, SocketError.ConnectionReset), (totals.End, totals.Error));
        }
    }

    [Fact]
    public virtual async Task A_reset_after_an_end_that_was_handed_on_is_handed_on_as_well()
    {
        using var running = new RunningLoop(Create());
        using RelayUnderTest relay = Begin(running);
        await relay.Server.SendAllAsync(new byte[] { 1 });
        relay.Server.Shutdown(SocketShutdown.Send);
        Assert.Equal([1], await relay.Client.ReceiveToEndAsync());

        relay.Server.Reset();
        RelayTotals totals = await relay.Relay.InTime();

        Assert.Equal(RelayEnd.Failed, totals.End);

        // A receive tells of the end for good. What is sent finds nobody.
        BoundedTasks.Await(() => relay.Client.Send([1], SocketFlags.None, out SocketError error) == 0 && error != SocketError.WouldBlock, "The client was not reset.");
    }

    [Fact]
    public async Task A_cancelled_relay_resets_both_sides()
    {
        using var running = new RunningLoop(Create());
        using var stop = new CancellationTokenSource();
        using RelayUnderTest relay = Begin(running, cancellation: stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => relay.Relay.InTime());
        Assert.Equal(SocketError.ConnectionReset, await relay.Client.ReceiveErrorAsync());
        Assert.Equal(SocketError.ConnectionReset, await relay.Server.ReceiveErrorAsync());
    }

    [Fact]
    public async Task A_relay_that_was_cancelled_before_ends_at_once()
    {
        using var running = new RunningLoop(Create());
        using RelayUnderTest relay = Begin(running, cancellation: new CancellationToken(canceled: true));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => relay.Relay.InTime());
    }

    [Theory]
    [InlineData(TimeSpan.TicksPerMillisecond * 200)]
    [InlineData(4)]
    [InlineData(1)]
    public async Task A_relay_in_which_nothing_moves_ends_at_its_limit(long ticks)
    {
        using var running = new RunningLoop(Create());
        using RelayUnderTest relay = Begin(running, new TcpRelayOptions { IdleLimit = TimeSpan.FromTicks(ticks) });

        RelayTotals totals = await relay.Relay.InTime();

        Assert.Equal(RelayEnd.Idle, totals.End);
        Assert.Equal(SocketError.ConnectionReset, await relay.Client.ReceiveErrorAsync());
    }

    [Fact]
    public async Task A_relay_in_which_something_moves_outlives_its_limit()
    {
        using var running = new RunningLoop(Create());
        using RelayUnderTest relay = Begin(running, new TcpRelayOptions { IdleLimit = TimeSpan.FromSeconds(2) });
        long begun = Environment.TickCount64;

        while (Environment.TickCount64 - begun < 3000)
        {
            await relay.Client.SendAllAsync(new byte[] { 1 });
            await relay.Server.ReceiveExactlyAsync(1);
        }

        Assert.False(relay.Relay.IsCompleted);
    }

    [Fact]
    public async Task The_end_of_the_loop_ends_the_relay()
    {
        using var running = new RunningLoop(Create());
        using RelayUnderTest relay = Begin(running);

        running.Loop.Stop();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => relay.Relay.InTime());
        Assert.Equal(SocketError.ConnectionReset, await relay.Client.ReceiveErrorAsync());
    }

    [Fact]
    public async Task A_socket_that_somebody_closes_ends_the_relay()
    {
        using var running = new RunningLoop(Create());
        using RelayUnderTest relay = Begin(running);

        relay.LeftSocket.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => relay.Relay.InTime());
        Assert.Equal(SocketError.ConnectionReset, await relay.Server.ReceiveErrorAsync());
    }

    [Fact]
    public void A_relay_outside_of_a_loop_is_refused()
    {
        using var pair = ConnectedPair.OnLoopback();
        using StreamSocket left = StreamSocket.Adopt(pair.Left);
        using StreamSocket right = StreamSocket.Adopt(pair.Right);

        Assert.Throws<InvalidOperationException>(() => { _ = TcpRelay.RunAsync(left, right, TestContext.Current.CancellationToken); });
    }

    private RelayUnderTest Begin(RunningLoop running, TcpRelayOptions? options = null, CancellationToken cancellation = default) => RelayUnderTest.Begin(running, Copies, options, cancellation);
}
