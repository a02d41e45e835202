using System.Net;
using System.Net.Sockets;

namespace Mux.Sockets.Tests;

/// <summary>What connecting comes to, by attempts.</summary>
public sealed class ConnectTests
{
    private static int InProgress => OperatingSystem.IsWindows() ? 10036 : OperatingSystem.IsLinux() ? 115 : 36;

    private static int Refused => OperatingSystem.IsWindows() ? 10061 : OperatingSystem.IsLinux() ? 111 : 61;

    [Fact]
    public void Nobody_listens_is_a_refusal()
    {
        using StreamSocket socket = StreamSocket.Open(AddressFamily.InterNetwork);

        SocketResult connected = socket.TryConnect(Nobody());
        BoundedTasks.Await(() => !(connected = connected.WouldBlock ? socket.TryFinishConnect() : connected).WouldBlock, "It goes on for ever."); // Windows tries for two seconds.

        Assert.Equal(SocketResult.Failed(SocketError.ConnectionRefused), connected);
        Assert.Equal(SocketError.ConnectionRefused, socket.LastFailure?.Error);
    }

    [Fact]
    public void A_refusal_that_another_call_was_told_of_is_known_to_the_connect()
    {
        var calls = new FaultySocketCalls();
        using StreamSocket socket = StreamSocket.Open(calls, AddressFamily.InterNetwork);
        calls.FailNext(InProgress, Refused);

        SocketResult begun = socket.TryConnect(Nobody());
        SocketResult received = socket.TryReceive(new byte[1]); // One that was begun before the connection was there.
        SocketResult finished = socket.TryFinishConnect();

        Assert.True(begun.WouldBlock);
        Assert.Equal(SocketResult.Failed(SocketError.ConnectionRefused), received);
        Assert.Equal(SocketResult.Failed(SocketError.ConnectionRefused), finished); // The system has forgotten it: asked again, it would say that nothing has happened.
    }

    [Fact]
    public void A_connect_that_goes_on_would_block_although_one_before_has_failed()
    {
        var calls = new FaultySocketCalls();
        using StreamSocket socket = StreamSocket.Open(calls, AddressFamily.InterNetwork);
        calls.FailNext(Refused, InProgress);

        SocketResult first = socket.TryConnect(Nobody());
        SocketResult second = socket.TryConnect(Nobody());

        Assert.Equal(SocketResult.Failed(SocketError.ConnectionRefused), first);
        Assert.True(second.WouldBlock);
        Assert.True(socket.TryFinishConnect().WouldBlock);
    }

    [Fact]
    public async Task A_cancelled_connect_ends()
    {
        var calls = new FaultySocketCalls();
        using var running = new RunningLoop(EventMultiplexer.Create());
        using StreamSocket socket = StreamSocket.Open(calls, AddressFamily.InterNetwork);
        using var cancel = new CancellationTokenSource();
        socket.AttachTo(running.Loop);
        running.Settle(); // What is reported of a socket that has not begun is past.
        calls.FailNext(InProgress);
        Task connecting = running.Loop.InvokeAsync(() => socket.ConnectAsync(Nobody(), cancel.Token).AsTask(), TestContext.Current.CancellationToken);
        running.Settle();

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting.InTime());
    }

    [Fact]
    public async Task Disposing_of_the_socket_ends_a_connect()
    {
        var calls = new FaultySocketCalls();
        using var running = new RunningLoop(EventMultiplexer.Create());
        using StreamSocket socket = StreamSocket.Open(calls, AddressFamily.InterNetwork);
        socket.AttachTo(running.Loop);
        running.Settle();
        calls.FailNext(InProgress);
        Task connecting = running.Loop.InvokeAsync(() => socket.ConnectAsync(Nobody()).AsTask(), TestContext.Current.CancellationToken);
        running.Settle();

        socket.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => connecting.InTime());
    }

    [Fact]
    public void An_IPv4_address_that_is_mapped_into_IPv6_is_one_of_IPv6()
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "this system has no IPv6");
        using StreamListener listener = StreamListener.Listen(new IPEndPoint(IPAddress.Loopback, 0));
        using StreamSocket socket = StreamSocket.Open(AddressFamily.InterNetworkV6);
        int port = ((IPEndPoint)listener.LocalEndPoint!).Port;

        SocketResult connected = socket.TryConnect(new IPEndPoint(IPAddress.Loopback.MapToIPv6(), port));
        using StreamSocket accepted = listener.AcceptOne();

        Assert.False(connected.IsFailed);
        Assert.Equal(IPAddress.Loopback, accepted.RemoteAddress);
    }

    // A port at which nobody listens any more.
    private static EndPoint Nobody()
    {
        using StreamListener gone = StreamListener.Listen(new IPEndPoint(IPAddress.Loopback, 0));
        return gone.LocalEndPoint!;
    }
}
