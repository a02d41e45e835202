using System.Net.Sockets;
using Mux;

namespace TcpProxy.Tests;

public sealed class ForwarderTests
{
    [Fact]
    public async Task A_client_that_resets_while_its_target_is_connected_ends_that()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere a full backlog refuses.");
        using var hole = new BlackHole();
        using var forwarder = new InsideForwarder(hole.EndPoint);

        forwarder.Client.LingerState = new LingerOption(true, 0);
        forwarder.Client.Dispose();

        Assert.Null(await forwarder.Forwarding);
        Assert.Equal((true, true), (forwarder.ClientSide.Handle.IsClosed, forwarder.TargetSide!.Handle.IsClosed));
        Assert.Equal("", forwarder.Errors.ToString());
    }

    [Fact]
    public async Task What_a_client_has_sent_before_it_resets_reaches_its_target_and_then_the_reset()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere a full backlog refuses.");
        using var hole = new BlackHole();
        using var forwarder = new InsideForwarder(hole.EndPoint);
        forwarder.Client.SendAll([1, 2, 3]);
        forwarder.Client.LingerState = new LingerOption(true, 0);
        forwarder.Client.Dispose();

        using Socket server = hole.Open();

        Assert.Equal([1, 2, 3], server.ReceiveExactly(3));
        Assert.Equal(SocketError.ConnectionReset, Assert.Throws<SocketException>(() => server.ReceiveToEnd()).SocketErrorCode);
        Assert.Equal((RelayEnd.Failed, 3L), (await forwarder.Forwarding is { } totals ? (totals.End, totals.LeftToRight) : default));
    }

    [Fact]
    public async Task A_client_that_has_asked_and_ended_while_its_target_is_connected_gets_its_answer()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere a full backlog refuses.");
        using var hole = new BlackHole();
        using var forwarder = new InsideForwarder(hole.EndPoint);
        forwarder.Client.SendAll([1]);
        forwarder.Client.Shutdown(SocketShutdown.Send);

        using Socket server = hole.Open();
        byte[] question = server.ReceiveToEnd();
        server.SendAll([2]);
        server.Dispose();

        Assert.Equal([1], question);
        Assert.Equal([2], forwarder.Client.ReceiveToEnd());
        Assert.Equal(new RelayTotals(1, 1, RelayEnd.Finished, SocketError.Success), await forwarder.Forwarding);
    }

    [Fact]
    public async Task Both_connections_are_kept_alive()
    {
        using var target = new TargetServer();
        using var forwarder = new InsideForwarder(target.EndPoint);
        using Socket server = target.Accept();
        forwarder.Client.SendAll([1]);
        server.ReceiveExactly(1); // By now it relays.

        (bool, bool) areKept = (forwarder.ClientSide.KeepAlive, forwarder.TargetSide!.KeepAlive);
        TimeSpan[] timeouts = [forwarder.ClientSide.AcknowledgeTimeout, forwarder.TargetSide.AcknowledgeTimeout];
        int[] times = [.. new[] { forwarder.ClientSide, forwarder.TargetSide }.SelectMany(Times)];
        server.Shutdown(SocketShutdown.Send);
        forwarder.Client.Shutdown(SocketShutdown.Send);
        await forwarder.Forwarding;

        Assert.Equal((true, true), areKept);
        Assert.Equal([60, 10, 6, 60, 10, 6], times);
        Assert.Equal([TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(2)], timeouts);
    }

    private static IEnumerable<int> Times(StreamSocket side)
    {
        using var handle = new SafeSocketHandle(side.Handle.DangerousGetHandle(), ownsHandle: false);
        using var socket = new Socket(handle);
        return [.. new[] { SocketOptionName.TcpKeepAliveTime, SocketOptionName.TcpKeepAliveInterval, SocketOptionName.TcpKeepAliveRetryCount }.Select(name => (int)socket.GetSocketOption(SocketOptionLevel.Tcp, name)!)];
    }
}
