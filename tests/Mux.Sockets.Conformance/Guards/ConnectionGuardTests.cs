using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Threading.RateLimiting;

namespace Mux.Sockets.Conformance;

/// <summary>Each guard of a <see cref="ConnectionAcceptor"/> under attack.</summary>
public abstract class ConnectionGuardTests
{
    protected abstract IEventMultiplexer Create();

    [Fact]
    public void Beyond_the_maximum_peers_wait_until_a_connection_closes()
    {
        using var server = new GuardedServer(Create(), new ConnectionAcceptorOptions { MaxConnections = 2 });
        server.Flood(3);
        using StreamSocket first = server.Next();
        using StreamSocket second = server.Next();
        server.Running.Settle();
        long before = server.Acceptor.Accepted;

        first.Dispose();
        using StreamSocket third = server.Next();

        Assert.Equal(2, before);
        Assert.Equal(3, server.Acceptor.Accepted);
        Assert.Equal(2, server.Acceptor.OpenConnections);
        Assert.Equal(0, server.Acceptor.Refused);
    }

    [Fact]
    public void Beyond_the_maximum_peers_are_refused_where_that_is_asked_for_until_a_connection_closes()
    {
        using var server = new GuardedServer(Create(), new ConnectionAcceptorOptions { MaxConnections = 2, WhenFull = ConnectionOverflow.Refuse });
        Socket[] peers = server.Flood(10);
        server.AwaitDecisions(10);
        bool[] reset = [.. peers[2..].Select(GuardedServer.IsReset)];

        server.Next().Dispose();
        server.Connect();
        server.AwaitDecisions(11);

        Assert.DoesNotContain(false, reset);
        Assert.Equal(8, server.Acceptor.RefusedFor(RefusalReason.TooMany));
        Assert.Equal(3, server.Acceptor.Accepted);
    }

    [Fact]
    public void One_address_that_takes_all_it_can_leaves_room_for_others()
    {
        using var server = new GuardedServer(Create(), new ConnectionAcceptorOptions { MaxConnections = 10, MaxConnectionsPerAddress = 3 });
        server.Flood(50);
        server.AwaitDecisions(50);

        server.Connect(overV6: true);
        server.AwaitDecisions(51);

        Assert.Equal(47, server.Acceptor.RefusedFor(RefusalReason.TooManyOfAddress));
        Assert.Equal(IPAddress.IPv6Loopback, server.LetIn.Last().RemoteAddress);
    }

    [Fact]
    public void An_address_may_come_again_when_one_of_its_connections_has_closed()
    {
        using var server = new GuardedServer(Create(), new ConnectionAcceptorOptions { MaxConnectionsPerAddress = 1 });
        server.Flood(2);
        server.AwaitDecisions(2);

        server.Next().Dispose();
        server.Connect();
        server.AwaitDecisions(3);

        Assert.Equal(2, server.Acceptor.Accepted);
    }

    [Fact]
    public void A_flood_at_ten_times_the_rate_is_let_in_at_the_rate()
    {
        using var server = new GuardedServer(Create(), new ConnectionAcceptorOptions { Rate = new ConnectionRate(20, TimeSpan.FromHours(1), burst: 20) });

        Socket[] peers = server.Flood(200);
        server.AwaitDecisions(200);
        bool[] reset = [.. peers[20..].Select(GuardedServer.IsReset)];

        Assert.Equal(20, server.Acceptor.Accepted); // The next one would be due in three minutes.
        Assert.Equal(180, server.Acceptor.RefusedFor(RefusalReason.TooFast));
        Assert.DoesNotContain(false, reset);
    }

    [Fact]
    public void After_a_flood_connections_are_let_in_again_as_the_rate_allows()
    {
        using var server = new GuardedServer(Create(), new ConnectionAcceptorOptions { Rate = new ConnectionRate(100, TimeSpan.FromSeconds(1), burst: 5) });
        server.Flood(50);
        server.AwaitDecisions(50);
        long before = server.Acceptor.Accepted;

        int further = 0;
        BoundedTasks.Await(
            () =>
            {
                server.Connect();
                server.AwaitDecisions(50 + ++further);
                return server.Acceptor.Accepted > before;
            },
            "Nobody was let in any more.");

        Assert.True(server.Acceptor.RefusedFor(RefusalReason.TooFast) >= 1);
    }

    [Fact]
    public void An_address_that_comes_too_fast_takes_nothing_of_what_all_share()
    {
        var options = new ConnectionAcceptorOptions { Rate = new ConnectionRate(20, TimeSpan.FromHours(1), burst: 20), RatePerAddress = new ConnectionRate(5, TimeSpan.FromHours(1), burst: 5) };
        using var server = new GuardedServer(Create(), options);
        server.Flood(100);
        server.AwaitDecisions(100);

        server.Flood(5, overV6: true);
        server.AwaitDecisions(105);

        Assert.Equal(95, server.Acceptor.RefusedFor(RefusalReason.TooFastOfAddress));
        Assert.Equal(0, server.Acceptor.RefusedFor(RefusalReason.TooFast));
        Assert.Equal(10, server.Acceptor.Accepted);
    }

    [Fact]
    public void Limiters_of_the_callers_are_asked_too_and_get_back_what_was_taken()
    {
        using PartitionedRateLimiter<PeerKey> peers = PartitionedRateLimiter.Create<PeerKey, PeerKey>(
            peer => RateLimitPartition.GetConcurrencyLimiter(peer, _ => new ConcurrencyLimiterOptions { PermitLimit = peer == PeerKey.Of(IPAddress.Loopback) ? 1 : 5 }));
        using var all = new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = 4 });
        using var server = new GuardedServer(Create(), new ConnectionAcceptorOptions { PeerLimiter = peers, Limiter = all });

        server.Flood(10);
        server.Flood(10, overV6: true);
        server.AwaitDecisions(20);
        long left = all.GetStatistics()!.CurrentAvailablePermits;
        for (int i = 0; i < 4; i++)
        {
            server.Next().Dispose();
        }

        Assert.Equal(16, server.Acceptor.RefusedFor(RefusalReason.Limiter));
        Assert.Equal(0, left);
        Assert.Equal(4, all.GetStatistics()!.CurrentAvailablePermits);
        Assert.Equal(5, peers.GetStatistics(PeerKey.Of(IPAddress.IPv6Loopback))!.CurrentAvailablePermits);
        Assert.Equal(0, server.Acceptor.OpenConnections);
    }

    [Fact]
    public void A_connection_that_is_given_to_the_class_library_leaves_its_place()
    {
        using var server = new GuardedServer(Create(), new ConnectionAcceptorOptions { MaxConnections = 1, MaxConnectionsPerAddress = 1 });
        server.Flood(1);

        using Socket given = server.Next().ToSocket();
        server.Connect();
        using StreamSocket next = server.Next();

        Assert.Equal(1, server.Acceptor.OpenConnections);
    }

    [Fact]
    public void A_connection_that_nobody_refers_to_any_more_leaves_its_place()
    {
        using var server = new GuardedServer(Create(), new ConnectionAcceptorOptions { MaxConnections = 1, WhenFull = ConnectionOverflow.Refuse });
        server.Flood(1);
        Forget(server);

        BoundedTasks.Await(
            () =>
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                return server.Acceptor.OpenConnections == 0;
            },
            "Its place is still taken.");

        server.Connect();
        server.Next();
        Assert.Equal(2, server.Acceptor.Accepted);
    }

    [Fact]
    public async Task A_limiter_that_throws_keeps_nothing_and_the_peer_is_reset()
    {
        CancellationToken test = TestContext.Current.CancellationToken;
        using var first = new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = 5 });
        var ended = new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = 5 });
        using var running = new RunningLoop(Create());
        using StreamListener listener = StreamListener.Listen(new IPEndPoint(IPAddress.Loopback, 0));
        using PartitionedRateLimiter<PeerKey> peers = PartitionedRateLimiter.Create<PeerKey, int>(_ => RateLimitPartition.Get(0, _ => first));
        var options = new ConnectionAcceptorOptions { MaxConnections = 1, PeerLimiter = peers, Limiter = ended };
        using ConnectionAcceptor acceptor = await running.Loop.InvokeAsync(() => new ConnectionAcceptor(listener, running.Loop, options), test);
        ended.Dispose();
        using var peer = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await peer.ConnectAsync(listener.LocalEndPoint!, test);

        await Assert.ThrowsAsync<ObjectDisposedException>(() => running.Loop.InvokeAsync(() => acceptor.AcceptAsync(test), test).InTime());

        Assert.Equal(5, first.GetStatistics()!.CurrentAvailablePermits);
        Assert.Equal(0, acceptor.OpenConnections);
        Assert.True(GuardedServer.IsReset(peer));
    }

    [Fact]
    public async Task A_cancelled_accept_loses_no_connection_and_no_place()
    {
        CancellationToken test = TestContext.Current.CancellationToken;
        using var running = new RunningLoop(Create());
        using StreamListener listener = StreamListener.Listen(new IPEndPoint(IPAddress.Loopback, 0));
        using ConnectionAcceptor acceptor = await running.Loop.InvokeAsync(() => new ConnectionAcceptor(listener, running.Loop, new ConnectionAcceptorOptions { MaxConnections = 1 }), test);
        using var cancel = new CancellationTokenSource();
        Task<StreamSocket> cancelled = running.Loop.InvokeAsync(() => acceptor.AcceptAsync(cancel.Token), test);
        running.Settle();

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.InTime());
        using StreamSocket peer = StreamSocket.Open(AddressFamily.InterNetwork);
        peer.TryConnect(listener.LocalEndPoint!);
        using StreamSocket accepted = await running.Loop.InvokeAsync(() => acceptor.AcceptAsync(test), test).InTime();

        Assert.Equal(1, acceptor.OpenConnections);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Disposing_of_the_listener_or_giving_it_away_ends_a_wait_for_a_place(bool isGivenAway)
    {
        CancellationToken test = TestContext.Current.CancellationToken;
        using var running = new RunningLoop(Create());
        using StreamListener listener = StreamListener.Listen(new IPEndPoint(IPAddress.Loopback, 0));
        using ConnectionAcceptor acceptor = await running.Loop.InvokeAsync(() => new ConnectionAcceptor(listener, running.Loop, new ConnectionAcceptorOptions { MaxConnections = 1 }), test);
        using StreamSocket peer = StreamSocket.Open(AddressFamily.InterNetwork);
        peer.TryConnect(listener.LocalEndPoint!);
        using StreamSocket accepted = await running.Loop.InvokeAsync(() => acceptor.AcceptAsync(test), test).InTime();
        Task<StreamSocket> waiting = running.Loop.InvokeAsync(() => acceptor.AcceptAsync(test), test);
        running.Settle();

        using Socket? given = isGivenAway ? await running.Loop.InvokeAsync(listener.ToSocket, test).InTime() : null;
        if (!isGivenAway)
        {
            listener.Dispose();
        }

        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting.InTime());
    }

    // Not inlined: what the caller's frame still holds would not be collected.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Forget(GuardedServer server) => _ = server.Next();
}
