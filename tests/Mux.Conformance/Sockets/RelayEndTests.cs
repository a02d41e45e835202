using System.Net.Sockets;

namespace Mux.Conformance;

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
        using RelayUnderTest relay = Begin(running);
        relay.Client.SendUntilStalled(new byte[64 * 1024 * 1024]);

        relay.Client.Reset();
        RelayTotals totals = await relay.Relay.InTime();

        Assert.Equal((RelayEnd.Failed, SocketError.ConnectionReset), (totals.End, totals.Error));
        Assert.Equal(SocketError.ConnectionReset, await relay.Server.ReceiveErrorAsync());
        Assert.Equal(0, relay.Carriers.InUse);
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

    [Fact]
    public async Task A_relay_in_which_nothing_moves_ends_at_its_limit()
    {
        using var running = new RunningLoop(Create());
        using RelayUnderTest relay = Begin(running, new TcpRelayOptions { IdleLimit = TimeSpan.FromMilliseconds(200) });

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
