using System.Net;
using System.Net.Sockets;

namespace Mux.Sockets.Tests;

/// <summary>Where one can listen, and what the system refuses.</summary>
public sealed class StreamListenerTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void A_peer_of_each_family_is_accepted_with_its_address(string address)
    {
        IPAddress ip = IPAddress.Parse(address);
        Assert.SkipUnless(ip.AddressFamily == AddressFamily.InterNetwork || Socket.OSSupportsIPv6, "this system has no IPv6");
        using StreamListener listener = StreamListener.Listen(new IPEndPoint(ip, 0));
        using StreamSocket peer = StreamSocket.Open(ip.AddressFamily);
        peer.TryConnect(listener.LocalEndPoint!);

        using StreamSocket accepted = listener.AcceptOne();

        Assert.Equal(ip, accepted.RemoteAddress);
        Assert.Equal(peer.LocalEndPoint, accepted.RemoteEndPoint);
        Assert.Equal(listener.LocalEndPoint, accepted.LocalEndPoint);
        Assert.Equal(listener.LocalEndPoint, peer.RemoteEndPoint);
    }

    [Fact]
    public void The_unspecified_IPv6_address_serves_both_families()
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "this system has no IPv6");
        using StreamListener listener = StreamListener.Listen(new IPEndPoint(IPAddress.IPv6Any, 0));
        using StreamSocket peer = StreamSocket.Open(AddressFamily.InterNetwork);
        peer.TryConnect(new IPEndPoint(IPAddress.Loopback, ((IPEndPoint)listener.LocalEndPoint!).Port));

        using StreamSocket accepted = listener.AcceptOne();

        Assert.True(accepted.RemoteAddress!.IsIPv4MappedToIPv6);
    }

    [Fact]
    public void An_address_of_IPv4_that_is_mapped_into_IPv6_can_be_listened_at()
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "this system has no IPv6");
        using StreamListener listener = StreamListener.Listen(new IPEndPoint(IPAddress.Loopback.MapToIPv6(), 0));
        using DatagramSocket datagrams = DatagramSocket.Bind(new IPEndPoint(IPAddress.Loopback.MapToIPv6(), 0));
        using StreamSocket peer = StreamSocket.Open(AddressFamily.InterNetwork);
        peer.TryConnect(new IPEndPoint(IPAddress.Loopback, ((IPEndPoint)listener.LocalEndPoint!).Port));

        using StreamSocket accepted = listener.AcceptOne();

        Assert.Equal(IPAddress.Loopback.MapToIPv6(), accepted.RemoteAddress);
        Assert.NotEqual(0, ((IPEndPoint)datagrams.LocalEndPoint!).Port);
    }

    [Fact]
    public void A_listener_for_IPv6_only_leaves_the_port_of_IPv4_to_others()
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "this system has no IPv6");
        using StreamListener six = StreamListener.Listen(new IPEndPoint(IPAddress.IPv6Any, 0), new StreamListenerOptions { OnlyV6 = true });

        using StreamListener four = StreamListener.Listen(new IPEndPoint(IPAddress.Any, ((IPEndPoint)six.LocalEndPoint!).Port));

        Assert.Equal(((IPEndPoint)six.LocalEndPoint!).Port, ((IPEndPoint)four.LocalEndPoint!).Port);
    }

    [Fact]
    public void Nobody_waiting_would_block()
    {
        using StreamListener listener = StreamListener.Listen(new IPEndPoint(IPAddress.Loopback, 0));

        Assert.False(listener.TryAccept(out StreamSocket? socket, out SocketError error));
        Assert.Null(socket);
        Assert.Equal(SocketError.WouldBlock, error);
    }

    [Fact]
    public void An_address_in_use_is_refused()
    {
        using StreamListener first = StreamListener.Listen(new IPEndPoint(IPAddress.Loopback, 0));

        SocketException refusal = Assert.Throws<SocketException>(() => StreamListener.Listen(first.LocalEndPoint!));

        Assert.Equal(SocketError.AddressAlreadyInUse, refusal.SocketErrorCode);
    }

    [Fact]
    public void An_address_of_another_machine_is_refused()
    {
        SocketException refusal = Assert.Throws<SocketException>(() => StreamListener.Listen(new IPEndPoint(IPAddress.Parse("192.0.2.1"), 0))); // TEST-NET-1

        Assert.Equal(SocketError.AddressNotAvailable, refusal.SocketErrorCode);
    }

    [Fact]
    public void A_name_is_refused_with_what_to_do()
    {
        ArgumentException refusal = Assert.Throws<ArgumentException>(() => StreamListener.Listen(new DnsEndPoint("localhost", 80)));

        Assert.Contains("resolve 'localhost' first", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_backlog_below_one_is_refused(int backlog) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => StreamListener.Listen(new IPEndPoint(IPAddress.Loopback, 0), new StreamListenerOptions { Backlog = backlog }));

    [Fact]
    public void An_address_can_be_listened_at_again_while_its_connections_linger()
    {
        EndPoint address;
        using (StreamListener first = StreamListener.Listen(new IPEndPoint(IPAddress.Loopback, 0)))
        {
            address = first.LocalEndPoint!;
            using StreamSocket peer = StreamSocket.Open(AddressFamily.InterNetwork);
            peer.TryConnect(address);
            first.AcceptOne().Dispose(); // Whoever closes first is left in TIME_WAIT.
            Assert.Equal(SocketResult.Closed(), peer.ReceiveOnce(new byte[1]));
        }

        StreamListener.Listen(address).Dispose();
    }

    [Fact]
    public void A_shared_port_is_a_matter_of_the_system()
    {
        var shared = new StreamListenerOptions { ReusePort = true };
        if (OperatingSystem.IsWindows())
        {
            Assert.Throws<PlatformNotSupportedException>(() => StreamListener.Listen(new IPEndPoint(IPAddress.Loopback, 0), shared));
            return;
        }

        using StreamListener first = StreamListener.Listen(new IPEndPoint(IPAddress.Loopback, 0), shared);
        using StreamListener second = StreamListener.Listen(first.LocalEndPoint!, shared);

        Assert.Equal(first.LocalEndPoint, second.LocalEndPoint);
    }

    [Fact]
    public void A_disposed_listener_says_so()
    {
        StreamListener listener = StreamListener.Listen(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Dispose();

        Assert.Throws<ObjectDisposedException>(() => listener.TryAccept(out _, out _));
    }
}
