using System.Net;
using System.Net.Sockets;
using Mux.Interop;
using static Mux.Sockets.Tests.Interop.NumberedSocket;

namespace Mux.Sockets.Tests.Interop;

/// <summary>The calls of whatever system this is, one by one, where the sockets built on them do not show all that they promise.</summary>
public sealed class SocketCallsTests
{
    [Fact]
    public void A_datagram_arrives_with_its_sender()
    {
        using var left = new NumberedSocket(SocketType.Dgram);
        using var right = new NumberedSocket(SocketType.Dgram);
        var from = new SocketAddress(AddressFamily.InterNetwork);
        var buffer = new byte[10];
        int length = 0;
        bool isTruncated = true;

        Assert.Equal(3, Check(Calls.SendTo(left.Number, [1, 2, 3], BytesOf(right.Address))));

        Assert.Equal(3, Check(WhenReady(() => Calls.ReceiveFrom(right.Number, buffer, from.Buffer.Span, out length, out isTruncated))));
        Assert.Equal([1, 2, 3, 0, 0, 0, 0, 0, 0, 0], buffer);
        Assert.False(isTruncated);
        from.Size = length;
        Assert.Equal(left.Address, from);
    }

    [Fact]
    public void A_datagram_that_is_too_long_is_cut_and_says_so()
    {
        using var left = new NumberedSocket(SocketType.Dgram);
        using var right = new NumberedSocket(SocketType.Dgram);
        var from = new SocketAddress(AddressFamily.InterNetwork);
        var buffer = new byte[2];
        int length = 0;
        bool isTruncated = false;

        Check(Calls.SendTo(left.Number, [1, 2, 3], BytesOf(right.Address)));
        Check(Calls.SendTo(left.Number, [4, 5], BytesOf(right.Address)));

        Assert.Equal(2, Check(WhenReady(() => Calls.ReceiveFrom(right.Number, buffer, from.Buffer.Span, out length, out isTruncated))));
        Assert.Equal([1, 2], buffer);
        Assert.True(isTruncated);
        from.Size = length;
        Assert.Equal(left.Address, from);
        Assert.Equal(2, Check(WhenReady(() => Calls.ReceiveFrom(right.Number, buffer, [], out _, out isTruncated))));
        Assert.Equal([4, 5], buffer);
        Assert.False(isTruncated);
    }

    [Fact]
    public void A_datagram_may_be_empty()
    {
        using var left = new NumberedSocket(SocketType.Dgram);
        using var right = new NumberedSocket(SocketType.Dgram);
        int length = 0;
        bool isTruncated = true;

        Assert.Equal(0, Check(Calls.SendTo(left.Number, [], BytesOf(right.Address))));

        Assert.Equal(0, Check(WhenReady(() => Calls.ReceiveFrom(right.Number, new byte[1], new byte[32], out length, out isTruncated))));
        Assert.NotEqual(0, length);
        Assert.False(isTruncated);
    }

    [Fact]
    public void A_peer_that_is_gone_does_not_fail_the_receives_of_a_datagram_socket()
    {
        using var server = new NumberedSocket(SocketType.Dgram);
        using var client = new NumberedSocket(SocketType.Dgram);
        var gone = new NumberedSocket(SocketType.Dgram);
        SocketAddress address = gone.Address;
        gone.Dispose();

        Check(Calls.SendTo(server.Number, [1], BytesOf(address)));
        Check(Calls.SendTo(client.Number, [2], BytesOf(server.Address)));

        var buffer = new byte[1];
        Assert.Equal(1, Check(WhenReady(() => Calls.ReceiveFrom(server.Number, buffer, [], out _, out _))));
        Assert.Equal([2], buffer);
    }

    [Fact]
    public void Connected_datagram_sockets_need_no_address()
    {
        using var left = new NumberedSocket(SocketType.Dgram);
        using var right = new NumberedSocket(SocketType.Dgram);

        Check(Calls.Connect(left.Number, BytesOf(right.Address)));
        Assert.Equal(1, Check(Calls.SendTo(left.Number, [7], [])));

        Assert.Equal(1, Check(WhenReady(() => Calls.ReceiveFrom(right.Number, new byte[5], [], out _, out _))));
    }

    [Fact]
    public void Listeners_and_what_they_accept_do_not_block()
    {
        using var listener = new NumberedSocket(SocketType.Stream);
        Check(Calls.Listen(listener.Number, 5));

        Assert.Equal(SocketError.WouldBlock, ErrorOf(Calls.Accept(listener.Number, new byte[128], out _)));
        using Socket client = Connect(listener);
        using NumberedSocket accepted = listener.Accept();

        Assert.Equal(SocketError.WouldBlock, ErrorOf(Calls.Receive(accepted.Number, new byte[1], ReceiveFlags.None)));
    }

    [Fact]
    public void Pieces_arrive_in_their_order()
    {
        using var listener = new NumberedSocket(SocketType.Stream);
        Check(Calls.Listen(listener.Number, 5));
        using Socket client = Connect(listener);
        using NumberedSocket accepted = listener.Accept();
        using var pinned = new PinnedSegments([new byte[] { 1 }, ReadOnlyMemory<byte>.Empty, new byte[] { 2, 3 }]);

        Assert.Equal(3, Check(Calls.Send(accepted.Number, pinned.Segments, SendHints.None)));
        Assert.Equal(2, Check(Calls.Send(accepted.Number, [4], [5], SendHints.MoreFollows)));
        Assert.Equal(1, Check(Calls.Send(accepted.Number, [], [6], SendHints.None)));

        var received = new byte[6];
        client.ReceiveTimeout = (int)Bound.Hang.TotalMilliseconds;
        for (int got = 0; got < received.Length;)
        {
            got += client.Receive(received.AsSpan(got));
        }

        Assert.Equal([1, 2, 3, 4, 5, 6], received);
    }

    [Fact]
    public void Receiving_ends_after_its_own_shutdown()
    {
        using var listener = new NumberedSocket(SocketType.Stream);
        Check(Calls.Listen(listener.Number, 5));
        using Socket client = Connect(listener);
        using NumberedSocket accepted = listener.Accept();

        Check(Calls.Shutdown(accepted.Number, SocketShutdown.Receive));

        Assert.Equal(0, Check(Calls.Receive(accepted.Number, new byte[1], ReceiveFlags.None)));
    }

    [Fact]
    public void Sending_after_its_own_shutdown_says_so()
    {
        using var listener = new NumberedSocket(SocketType.Stream);
        Check(Calls.Listen(listener.Number, 5));
        using Socket client = Connect(listener);
        using NumberedSocket accepted = listener.Accept();

        Check(Calls.Shutdown(accepted.Number, SocketShutdown.Send));

        Assert.Equal(SocketError.Shutdown, ErrorOf(Calls.Send(accepted.Number, [1], SendHints.None)));
    }

    [Fact]
    public void Lingering_is_read_as_it_was_set()
    {
        using var socket = new NumberedSocket(SocketType.Stream);
        Check(Calls.GetLinger(socket.Number, out int atFirst));
        Check(Calls.SetLinger(socket.Number, enabled: true, 7));
        Check(Calls.GetLinger(socket.Number, out int on));
        Check(Calls.SetLinger(socket.Number, enabled: false, 7));
        Check(Calls.GetLinger(socket.Number, out int off));

        Assert.Equal([-1, 7, -1], [atFirst, on, off]);
    }

    [Fact]
    public void A_setting_that_this_system_does_not_have_is_refused()
    {
        using var socket = new NumberedSocket(SocketType.Stream);
        SocketSetting absent = OperatingSystem.IsWindows() ? SocketSetting.ReusePort : SocketSetting.ExclusiveAddressUse;

        Assert.Equal(SocketError.ProtocolOption, ErrorOf(Calls.SetSetting(socket.Number, absent, 1)));
        Assert.Equal(SocketError.ProtocolOption, ErrorOf(Calls.GetSetting(socket.Number, absent)));
    }

    [Theory]
    [InlineData(SocketType.Stream)]
    [InlineData(SocketType.Dgram)]
    public void The_type_is_what_was_asked_for(SocketType type)
    {
        using var socket = new NumberedSocket(type);

        Assert.Equal((int)type, Check(Calls.GetSetting(socket.Number, SocketSetting.Type)));
    }

    [Fact]
    public void A_family_that_nobody_has_is_refused() =>
        Assert.Equal(SocketError.AddressFamilyNotSupported, ErrorOf(Calls.Open((AddressFamily)250, SocketType.Stream)));

    [Fact]
    public void A_number_that_is_no_socket_is_called_that()
    {
        const int Nothing = 0x7ffffff0;

        Assert.Equal(SocketError.NotSocket, ErrorOf(Calls.Send(Nothing, [1], SendHints.None)));
        Assert.Equal(SocketError.NotSocket, ErrorOf(Calls.Close(Nothing)));
    }

    [Fact]
    public void A_connection_that_was_given_to_nobody_has_no_peer()
    {
        using var socket = new NumberedSocket(SocketType.Stream);

        Assert.Equal(SocketError.NotConnected, ErrorOf(Calls.GetPeerAddress(socket.Number, new byte[128], out _)));
    }

    private static ReadOnlySpan<byte> BytesOf(SocketAddress address) => address.Buffer.Span[..address.Size];

    private static Socket Connect(NumberedSocket listener)
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.Connect(new IPEndPoint(0, 0).Create(listener.Address));
        return client;
    }
}
