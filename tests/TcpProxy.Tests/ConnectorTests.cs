using System.Net;
using System.Net.Sockets;
using Mux;
using Mux.Samples;

namespace TcpProxy.Tests;

public sealed class ConnectorTests
{
    private static readonly TimeSpan Long = SampleProcess.Bound / 2;

    [Fact]
    public async Task An_address_that_does_not_answer_leaves_the_next_one_its_time()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere a full backlog refuses.");
        using var hole = new BlackHole();
        using var target = new TargetServer();

        string peer = await Connect(TimeSpan.FromSeconds(4), [hole.EndPoint, target.EndPoint]);

        Assert.Equal($"{target.EndPoint}", peer);
    }

    [Fact]
    public async Task A_target_that_does_not_answer_is_given_up_at_the_limit()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere a full backlog refuses.");
        using var hole = new BlackHole();

        var failure = await Assert.ThrowsAsync<TargetUnreachableException>(() => Connect(TimeSpan.FromSeconds(0.5), [hole.EndPoint]));

        Assert.Equal("no answer within 0.5 seconds", failure.Message);
    }

    [Fact]
    public async Task An_address_that_refuses_does_not_hide_the_next_one()
    {
        using var target = new TargetServer();

        string peer = await Connect(Long, [new IPEndPoint(IPAddress.Loopback, TargetServer.FreePort()), target.EndPoint]);

        Assert.Equal($"{target.EndPoint}", peer);
    }

    [Fact]
    public async Task A_family_that_the_machine_does_not_have_does_not_hide_the_next_address()
    {
        using var target = new TargetServer();

        string peer = await Connect(Long, [new IPEndPoint(IPAddress.IPv6Loopback, target.Port), target.EndPoint], OpenWithoutIPv6);

        Assert.Equal($"{target.EndPoint}", peer);
    }

    [Fact]
    public async Task The_reasons_of_all_addresses_are_told_each_once()
    {
        var nowhere = new IPEndPoint(IPAddress.Loopback, TargetServer.FreePort());

        var failure = await Assert.ThrowsAsync<TargetUnreachableException>(() => Connect(Long, [new IPEndPoint(IPAddress.IPv6Loopback, 1), nowhere, nowhere], OpenWithoutIPv6));

        Assert.Equal($"{Message(SocketError.AddressFamilyNotSupported)}; {Message(SocketError.ConnectionRefused)}", failure.Message);
    }

    [Fact]
    public async Task A_name_without_an_address_is_told()
    {
        var failure = await Assert.ThrowsAsync<TargetUnreachableException>(() => Connect(Long, []));

        Assert.Equal("the name has no address", failure.Message);
    }

    [Fact]
    public async Task A_name_that_nobody_looks_up_in_time_is_told()
    {
        using EventLoop loop = EventLoop.Start();
        var connector = new Connector(NeverResolveAsync, TimeSpan.FromSeconds(0.1), StreamSocket.Open);

        var failure = await Assert.ThrowsAsync<TargetUnreachableException>(() => loop.InvokeAsync(() => connector.ConnectAsync(CancellationToken.None), TestContext.Current.CancellationToken));

        Assert.Equal("nobody says within 0.1 seconds what the name means", failure.Message);
    }

    private static async Task<IPEndPoint[]> NeverResolveAsync(CancellationToken stop)
    {
        await Task.Delay(Timeout.Infinite, stop);
        return [];
    }

    private static string Message(SocketError error) => new SocketException((int)error).Message;

    private static StreamSocket OpenWithoutIPv6(AddressFamily family) =>
        family == AddressFamily.InterNetworkV6 ? throw new SocketException((int)SocketError.AddressFamilyNotSupported) : StreamSocket.Open(family);

    // Whom it has connected to.
    private static async Task<string> Connect(TimeSpan limit, IPEndPoint[] addresses, Func<AddressFamily, StreamSocket>? open = null)
    {
        using EventLoop loop = EventLoop.Start();
        var connector = new Connector(_ => Task.FromResult(addresses), limit, open ?? StreamSocket.Open);
        using StreamSocket connected = await loop.InvokeAsync(() => connector.ConnectAsync(CancellationToken.None), TestContext.Current.CancellationToken).WaitAsync(SampleProcess.Bound, TestContext.Current.CancellationToken);
        return $"{connected.RemoteEndPoint}";
    }
}
