using System.Net;
using System.Net.Sockets;

namespace Mux.Sockets.Tests;

/// <summary>A connect to a port that nobody listens on may be given that port as its own, and TCP then connects the socket to itself.</summary>
public sealed class SelfConnectTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task A_socket_that_is_connected_to_itself_is_refused(string address)
    {
        var here = IPAddress.Parse(address);
        Assert.SkipWhen(here.AddressFamily == AddressFamily.InterNetworkV6 && !Socket.OSSupportsIPv6, "This machine has no IPv6.");
        using var running = new RunningLoop(EventMultiplexer.Create());
        using var bound = new Socket(here.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        bound.Bind(new IPEndPoint(here, 0));
        EndPoint itself = bound.LocalEndPoint!;
        using StreamSocket socket = StreamSocket.Adopt(bound);

        var refusal = await Assert.ThrowsAsync<SocketException>(
            () => running.Loop.InvokeAsync(() => socket.ConnectAsync(itself, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken).InTime());

        Assert.Equal(SocketError.ConnectionRefused, refusal.SocketErrorCode);
        Assert.Equal(SocketError.ConnectionRefused, socket.LastFailure?.Error);
    }

    [Fact]
    public async Task A_connection_between_two_sockets_of_this_machine_is_none()
    {
        using var running = new RunningLoop(EventMultiplexer.Create());
        using StreamListener listener = StreamListener.Listen(new IPEndPoint(IPAddress.Loopback, 0));
        using StreamSocket socket = StreamSocket.Open(AddressFamily.InterNetwork);

        await running.Loop.InvokeAsync(() => socket.ConnectAsync(listener.LocalEndPoint!, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken).InTime();

        listener.AcceptOne().Dispose();
    }
}
