using System.Net;
using System.Net.Sockets;

namespace Mux.Sockets.Tests;

/// <summary>What each attempt on a datagram socket comes to.</summary>
public sealed class DatagramSocketTests : IDisposable
{
    private readonly DatagramSocket _left = DatagramSocket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly DatagramSocket _right = DatagramSocket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly SocketAddress _toRight;

    public DatagramSocketTests() => _toRight = _right.LocalEndPoint!.Serialize();

    public void Dispose()
    {
        _left.Dispose();
        _right.Dispose();
    }

    [Fact]
    public void Without_a_datagram_a_receive_would_block()
    {
        Assert.True(_right.TryReceive(new byte[1]).WouldBlock);
        Assert.True(_right.TryReceive(new byte[1], new SocketAddress(AddressFamily.InterNetwork)).WouldBlock);
    }

    [Fact]
    public void A_datagram_that_is_too_long_is_cut_and_says_so()
    {
        byte[] buffer = new byte[2];
        Assert.Equal(SocketResult.Done(3), _left.TrySend([1, 2, 3], _toRight));

        SocketResult received = Receive(buffer);

        Assert.True(received.IsTruncated);
        Assert.Equal(2, received.Count);
        Assert.Equal([1, 2], buffer);
        Assert.True(_right.TryReceive(buffer).WouldBlock);
    }

    [Fact]
    public void An_empty_datagram_is_done_and_not_closed()
    {
        Assert.Equal(SocketResult.Done(0), _left.TrySend([], _toRight));

        Assert.Equal(SocketResult.Done(0), Receive(new byte[4]));
    }

    [Fact]
    public void Connected_sockets_need_no_address_until_they_are_disconnected()
    {
        Assert.Equal(SocketResult.Done(0), _left.TryConnect(_right.LocalEndPoint!));
        Assert.Equal(SocketResult.Done(1), _left.TrySend([7]));
        Assert.Equal(SocketResult.Done(1), Receive(new byte[4]));

        Assert.Equal(SocketResult.Done(0), _left.TryDisconnect());

        Assert.True(_left.TrySend([7]).IsFailed);
        Assert.Equal(SocketResult.Done(1), _left.TrySend([8], _toRight));
    }

    [Fact]
    public void A_connected_socket_is_told_that_nobody_receives()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There the sockets of this library do not ask to be told.");
        Assert.True(_left.TryConnect(_right.LocalEndPoint!).IsDone);
        _right.Dispose();
        Assert.True(_left.TrySend([1]).IsDone);

        // Asked by attempts: whoever looks with another library's socket takes the error away.
        SocketResult received = default;
        BoundedTasks.Await(() => !(received = _left.TryReceive(new byte[1])).WouldBlock, "Nobody said that nobody receives.");

        Assert.Equal(SocketResult.Failed(SocketError.ConnectionRefused), received);
        Assert.True(_left.TryReceive(new byte[1]).WouldBlock);
    }

    [Fact]
    public void A_datagram_that_no_packet_can_hold_is_refused() =>
        Assert.Equal(SocketResult.Failed(SocketError.MessageSize), _left.TrySend(new byte[70_000], _toRight));

    [Fact]
    public void An_address_in_use_is_refused() =>
        Assert.Equal(SocketError.AddressAlreadyInUse, Assert.Throws<SocketException>(() => DatagramSocket.Bind(_left.LocalEndPoint!)).SocketErrorCode);

    [Fact]
    public void A_stream_socket_is_not_adopted()
    {
        using var stream = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

        Assert.Throws<ArgumentException>(() => DatagramSocket.Adopt(stream));
    }

    [Fact]
    public void One_socket_of_both_families_receives_from_IPv4()
    {
        using DatagramSocket both = DatagramSocket.Bind(new IPEndPoint(IPAddress.IPv6Any, 0));
        int port = ((IPEndPoint)both.LocalEndPoint!).Port;

        Assert.True(_left.TrySend([5], new IPEndPoint(IPAddress.Loopback, port).Serialize()).IsDone);

        both.Await(SelectMode.SelectRead);
        Assert.Equal(SocketResult.Done(1), both.TryReceive(new byte[1]));
    }

    [Fact]
    public void A_Unix_peer_that_is_full_would_block_and_its_file_goes_with_it()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no datagram sockets of this family.");
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        using DatagramSocket receiver = DatagramSocket.Bind(new UnixDomainSocketEndPoint(path));
        using DatagramSocket sender = DatagramSocket.Open(AddressFamily.Unix);
        Assert.True(sender.TryConnect(new UnixDomainSocketEndPoint(path)).IsDone);
        SocketResult sent;
        int count = 0;
        while ((sent = sender.TrySend([1])).IsDone)
        {
            count++;
        }

        var from = new SocketAddress(AddressFamily.Unix, 110);
        Assert.NotEqual(0, count);
        Assert.True(OperatingSystem.IsLinux() ? sent.WouldBlock : sent.WouldBlock || sent.Error == SocketError.NoBufferSpaceAvailable);
        Assert.Equal(SocketResult.Done(1), receiver.TryReceive(new byte[1], from));
        Assert.True(sender.TrySend([1]).IsDone);

        receiver.Dispose();
        Assert.False(File.Exists(path));
    }

    private SocketResult Receive(Span<byte> buffer)
    {
        _right.Await(SelectMode.SelectRead);
        return _right.TryReceive(buffer);
    }
}
