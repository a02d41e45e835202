using System.Net;
using System.Net.Sockets;

namespace Mux.Sockets.Tests;

/// <summary>Accepting while the system refuses.</summary>
public sealed class ListenerFaultTests
{
    private static int TooManyFiles => OperatingSystem.IsWindows() ? 10024 : 24;

    private static int NetworkDown => OperatingSystem.IsWindows() ? 10050 : OperatingSystem.IsLinux() ? 100 : 50;

    private static int Aborted => OperatingSystem.IsWindows() ? 10053 : OperatingSystem.IsLinux() ? 103 : 53;

    [Fact]
    public void A_connection_that_was_aborted_before_it_was_accepted_is_passed_over()
    {
        var calls = new FaultySocketCalls();
        using StreamListener listener = StreamListener.ListenBy(calls, new IPEndPoint(IPAddress.Loopback, 0), new StreamListenerOptions());
        using StreamSocket peer = StreamSocket.Open(AddressFamily.InterNetwork);
        peer.TryConnect(listener.LocalEndPoint!);
        listener.Await(SelectMode.SelectRead);

        calls.FailNext(Aborted, FaultySocketCalls.Interrupted);

        Assert.True(listener.TryAccept(out StreamSocket? accepted, out SocketError error));
        Assert.Equal(SocketError.Success, error);
        accepted.Dispose();
    }

    [Fact]
    public void Elsewhere_than_on_Linux_a_network_that_is_down_is_about_the_listener()
    {
        var calls = new FaultySocketCalls();
        using StreamListener listener = StreamListener.ListenBy(calls, new IPEndPoint(IPAddress.Loopback, 0), new StreamListenerOptions());
        calls.FailNext(NetworkDown);

        Assert.False(listener.TryAccept(out _, out SocketError error));

        Assert.Equal(OperatingSystem.IsLinux() ? SocketError.WouldBlock : SocketError.NetworkDown, error);
    }

    [Fact]
    public void Without_descriptors_the_answer_says_so_and_the_connection_waits()
    {
        var calls = new FaultySocketCalls();
        using StreamListener listener = StreamListener.ListenBy(calls, new IPEndPoint(IPAddress.Loopback, 0), new StreamListenerOptions());
        using StreamSocket peer = StreamSocket.Open(AddressFamily.InterNetwork);
        peer.TryConnect(listener.LocalEndPoint!);
        listener.Await(SelectMode.SelectRead);

        calls.FailNext(TooManyFiles);

        Assert.False(listener.TryAccept(out _, out SocketError error));
        Assert.Equal(SocketError.TooManyOpenSockets, error);
        Assert.Equal(SocketError.TooManyOpenSockets, listener.LastFailure?.Error);
        Assert.True(listener.TryAccept(out StreamSocket? accepted, out _));
        accepted.Dispose();
    }

    [Fact]
    public void An_accept_that_would_block_is_no_failure_and_can_be_made_again()
    {
        var calls = new FaultySocketCalls();
        using StreamListener listener = StreamListener.ListenBy(calls, new IPEndPoint(IPAddress.Loopback, 0), new StreamListenerOptions());
        using StreamSocket peer = StreamSocket.Open(AddressFamily.InterNetwork);
        peer.TryConnect(listener.LocalEndPoint!);
        listener.Await(SelectMode.SelectRead);

        calls.FailNext(FaultySocketCalls.WouldBlock);

        Assert.False(listener.TryAccept(out _, out SocketError error));
        Assert.Equal(SocketError.WouldBlock, error);
        Assert.Null(listener.LastFailure);
        listener.AcceptOne().Dispose();
    }

    [Fact]
    public async Task An_awaited_accept_outlives_interruptions_and_would_block()
    {
        var calls = new FaultySocketCalls();
        using var running = new RunningLoop(EventMultiplexer.Create());
        using StreamListener listener = StreamListener.ListenBy(calls, new IPEndPoint(IPAddress.Loopback, 0), new StreamListenerOptions());
        using StreamSocket peer = StreamSocket.Open(AddressFamily.InterNetwork);
        peer.TryConnect(listener.LocalEndPoint!);
        listener.Await(SelectMode.SelectRead);

        calls.FailNext(FaultySocketCalls.Interrupted, FaultySocketCalls.WouldBlock, FaultySocketCalls.Interrupted);
        using StreamSocket accepted = await running.Loop.InvokeAsync(() => listener.AcceptAsync(TestContext.Current.CancellationToken).AsTask(), TestContext.Current.CancellationToken).InTime();

        Assert.Equal(0, calls.FaultsLeft);
    }

    [Fact]
    public async Task An_accept_that_the_system_refuses_throws_and_can_be_made_again()
    {
        var calls = new FaultySocketCalls();
        using var running = new RunningLoop(EventMultiplexer.Create());
        using StreamListener listener = StreamListener.ListenBy(calls, new IPEndPoint(IPAddress.Loopback, 0), new StreamListenerOptions());
        using StreamSocket peer = StreamSocket.Open(AddressFamily.InterNetwork);
        peer.TryConnect(listener.LocalEndPoint!);

        calls.FailNext(TooManyFiles);
        SocketException refusal = await Assert.ThrowsAsync<SocketException>(() => running.Loop.InvokeAsync(() => listener.AcceptAsync(TestContext.Current.CancellationToken).AsTask(), TestContext.Current.CancellationToken).InTime());
        using StreamSocket accepted = await running.Loop.InvokeAsync(() => listener.AcceptAsync(TestContext.Current.CancellationToken).AsTask(), TestContext.Current.CancellationToken).InTime();

        Assert.Equal(SocketError.TooManyOpenSockets, refusal.SocketErrorCode);
    }

    [Fact]
    public void A_refused_bind_leaves_nothing_behind()
    {
        var calls = new FaultySocketCalls();
        calls.FailNext(Aborted); // Whatever it is.

        Assert.Throws<SocketException>(() => StreamListener.ListenBy(calls, new IPEndPoint(IPAddress.Loopback, 0), new StreamListenerOptions { ReuseAddress = false }));
    }
}
