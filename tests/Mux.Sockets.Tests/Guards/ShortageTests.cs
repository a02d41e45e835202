using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;

namespace Mux.Sockets.Tests;

/// <summary>An acceptor while the system refuses it descriptors or memory.</summary>
public sealed class ShortageTests : IDisposable
{
    private readonly FaultySocketCalls _calls = new();
    private readonly FakeTimeProvider _time = new();
    private readonly RecordingLog _log = new();

    private static int TooManyFiles => OperatingSystem.IsWindows() ? 10024 : 24;

    private static int TooManyFilesOfSystem => OperatingSystem.IsWindows() ? 10024 : 23;

    private static int NoBuffers => OperatingSystem.IsWindows() ? 10055 : OperatingSystem.IsLinux() ? 105 : 55;

    private static int Forbidden => OperatingSystem.IsWindows() ? 10013 : 1;

    private static int NoMemory => OperatingSystem.IsWindows() ? 10055 : 12;

    public void Dispose() => _log.Dispose();

    [Fact]
    public void Waiting_peers_stay_until_the_shortage_is_over_and_it_is_logged_once()
    {
        int[] shortages = [TooManyFiles, TooManyFilesOfSystem, NoBuffers, NoMemory, TooManyFiles];
        using GuardedServer server = Start(ConnectionOverflow.Wait);
        _calls.FailNext(shortages);

        server.Connect();
        BoundedTasks.Await(() => _calls.FaultsLeft == shortages.Length - 1, "It has not tried.");
        for (int left = shortages.Length - 1; left > 0; left--)
        {
            server.Running.Settle();
            Assert.Equal(left, _calls.FaultsLeft); // It does not spin: only time brings the next attempt.
            _time.Advance(AcceptTrouble.LongestDelay);
            server.Running.SettleTimers();
            BoundedTasks.Await(() => _calls.FaultsLeft == left - 1, "It does not try again.");
        }

        server.Running.Settle();
        _time.Advance(AcceptTrouble.LongestDelay);
        server.Next().Dispose();

        Assert.Equal(0, server.Acceptor.Refused);
        string reason = SocketResult.Failed(SocketError.TooManyOpenSockets, TooManyFiles).ToException().Message;
        Assert.Equal($"Cannot accept with 0 connections open, will try again: {reason}", Assert.Single(_log.Of(1)).Message);
    }

    [Fact]
    public void Attempts_come_ever_less_often_up_to_a_second()
    {
        using GuardedServer server = Start(ConnectionOverflow.Wait);
        _calls.FailNext(Enumerable.Repeat(TooManyFiles, 100).ToArray());
        server.Connect();
        BoundedTasks.Await(() => _calls.FaultsLeft == 99, "It has not tried.");

        int[] milliseconds = [10, 20, 40, 80, 160, 320, 640, 1000, 1000];
        int left = 99;
        foreach (int delay in milliseconds)
        {
            server.Running.Settle();
            _time.Advance(TimeSpan.FromMilliseconds(delay - 1));
            server.Running.SettleTimers();
            Assert.Equal(left, _calls.FaultsLeft);

            _time.Advance(TimeSpan.FromMilliseconds(1));
            left--;
            BoundedTasks.Await(() => _calls.FaultsLeft == left, $"It does not try again after {delay} ms.");
        }
    }

    [Fact]
    public void Waiting_peers_are_refused_where_a_descriptor_is_in_reserve()
    {
        using GuardedServer server = Start(ConnectionOverflow.Refuse);
        _calls.FailNext(TooManyFiles);

        Socket peer = server.Connect();

        Assert.True(GuardedServer.IsReset(peer));
        server.Running.Settle(); // The peer may know before it is counted.
        Assert.Equal(1, server.Acceptor.RefusedFor(RefusalReason.OutOfResources));
        _time.Advance(AcceptTrouble.LongestDelay);
        server.Connect();
        server.Next().Dispose();
        Assert.Equal(1, server.Acceptor.Accepted);
    }

    [Fact]
    public void A_crowd_of_waiting_peers_is_refused_without_waiting_for_the_next_attempt()
    {
        const int crowd = 200; // More than are refused in one turn.
        using GuardedServer server = Start(ConnectionOverflow.Refuse);
        _calls.FailNext(TooManyFiles);

        using (server.Running.Hold())
        {
            server.Flood(crowd);
        }

        BoundedTasks.Await(() => server.Acceptor.RefusedFor(RefusalReason.OutOfResources) == crowd, "Peers are left waiting."); // The clock stands still.
        Assert.Equal(0, server.Acceptor.Accepted);
    }

    [Fact]
    public void A_connection_that_a_firewall_forbids_does_not_end_the_server()
    {
        using GuardedServer server = Start(ConnectionOverflow.Wait);
        _calls.FailNext(Forbidden);

        server.Connect();
        server.Running.Settle();
        _time.Advance(AcceptTrouble.LongestDelay);
        server.Next().Dispose();

        Assert.Equal(0, _calls.FaultsLeft);
        Assert.Single(_log.Of(1));
    }

    [Fact]
    public async Task A_listener_that_fails_by_itself_is_no_shortage()
    {
        using var running = new RunningLoop(EventMultiplexer.Create());
        using StreamListener listener = Listen(IPAddress.Loopback);
        using ConnectionAcceptor acceptor = await running.Loop.InvokeAsync(() => new ConnectionAcceptor(listener, running.Loop), TestContext.Current.CancellationToken);
        _calls.FailNext(OperatingSystem.IsWindows() ? 10022 : 22); // Invalid: it does not listen.

        SocketException failure = await Assert.ThrowsAsync<SocketException>(() => running.Loop.InvokeAsync(() => acceptor.AcceptAsync(TestContext.Current.CancellationToken), TestContext.Current.CancellationToken).InTime());

        Assert.Equal(SocketError.InvalidArgument, failure.SocketErrorCode);
    }

    [Fact]
    public async Task Disposing_of_the_listener_ends_an_accept_that_backs_off()
    {
        using var running = new RunningLoop(EventMultiplexer.Create(), services: new EventLoopServices { TimeProvider = _time });
        using StreamListener listener = Listen(IPAddress.Loopback);
        using ConnectionAcceptor acceptor = await running.Loop.InvokeAsync(() => new ConnectionAcceptor(listener, running.Loop), TestContext.Current.CancellationToken);
        Task<StreamSocket> accepting = BackOff(running, acceptor, TestContext.Current.CancellationToken);

        listener.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => accepting.InTime()); // The clock stands still.
        await Assert.ThrowsAsync<ObjectDisposedException>(() => running.Loop.InvokeAsync(() => acceptor.AcceptAsync(TestContext.Current.CancellationToken), TestContext.Current.CancellationToken).InTime());
    }

    [Fact]
    public async Task Cancelling_ends_an_accept_that_backs_off()
    {
        using var running = new RunningLoop(EventMultiplexer.Create(), services: new EventLoopServices { TimeProvider = _time });
        using StreamListener listener = Listen(IPAddress.Loopback);
        using ConnectionAcceptor acceptor = await running.Loop.InvokeAsync(() => new ConnectionAcceptor(listener, running.Loop), TestContext.Current.CancellationToken);
        using var cancel = new CancellationTokenSource();
        Task<StreamSocket> accepting = BackOff(running, acceptor, cancel.Token);

        await cancel.CancelAsync();

        OperationCanceledException cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => accepting.InTime());
        Assert.Equal(cancel.Token, cancelled.CancellationToken);
    }

    // Returns once the delay has begun.
    private Task<StreamSocket> BackOff(RunningLoop running, ConnectionAcceptor acceptor, CancellationToken cancellation)
    {
        _calls.FailNext(TooManyFiles);
        Task<StreamSocket> accepting = running.Loop.InvokeAsync(() => acceptor.AcceptAsync(cancellation), TestContext.Current.CancellationToken);
        running.Settle();
        Assert.Equal(0, _calls.FaultsLeft);
        return accepting;
    }

    private StreamListener Listen(IPAddress address) => StreamListener.ListenBy(_calls, new IPEndPoint(address, 0), new StreamListenerOptions());

    private GuardedServer Start(ConnectionOverflow whenOutOfResources)
    {
        StreamListener listener = Listen(IPAddress.IPv6Any);
        var options = new ConnectionAcceptorOptions { WhenOutOfResources = whenOutOfResources, LoggerFactory = _log };
        var server = new GuardedServer(EventMultiplexer.Create(), options, listener: listener, services: new EventLoopServices { TimeProvider = _time });
        server.Running.Settle(); // It has found nobody, and waits.
        return server;
    }
}
