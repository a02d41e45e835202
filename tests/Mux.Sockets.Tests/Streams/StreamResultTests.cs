using System.Net.Sockets;

namespace Mux.Sockets.Tests;

/// <summary>Each answer of each attempt on a connected stream.</summary>
public sealed class StreamResultTests : IDisposable
{
    private readonly StreamPair _pair = StreamPair.OnLoopback();

    public void Dispose() => _pair.Dispose();

    [Fact]
    public void Receiving_nothing_would_block()
    {
        Assert.Equal(SocketResult.Blocked(), _pair.Left.TryReceive(new byte[1]));
        Assert.Equal(SocketResult.Blocked(), _pair.Left.TryReceive([]));
    }

    [Fact]
    public void Receiving_takes_what_fits_and_leaves_the_rest()
    {
        Assert.Equal(SocketResult.Done(3), _pair.Right.TrySend([1, 2, 3]));
        byte[] buffer = new byte[2];

        Assert.Equal(SocketResult.Done(2), _pair.Left.ReceiveOnce(buffer));
        Assert.Equal([1, 2], buffer);
        Assert.Equal(SocketResult.Done(1), _pair.Left.ReceiveOnce(buffer));
        Assert.Equal(3, buffer[0]);
    }

    [Fact]
    public void An_empty_buffer_tells_that_there_is_something_and_leaves_it()
    {
        Assert.True(_pair.Right.TrySend([1]).IsDone);

        Assert.Equal(SocketResult.Done(0), _pair.Left.ReceiveOnce([]));
        Assert.Equal([1], _pair.Left.ReceiveExactly(1));
    }

    [Fact]
    public void The_end_comes_after_everything_that_was_sent_before_it()
    {
        Assert.True(_pair.Right.TrySend([1]).IsDone);
        Assert.True(_pair.Right.TryShutdown(SocketShutdown.Send).IsDone);
        byte[] buffer = new byte[8];

        Assert.Equal(SocketResult.Done(1), _pair.Left.ReceiveOnce(buffer));
        Assert.Equal(SocketResult.Closed(), _pair.Left.ReceiveOnce(buffer));
        Assert.Equal(SocketResult.Closed(), _pair.Left.TryReceive([]));
    }

    [Fact]
    public void After_the_peers_end_there_is_still_sending()
    {
        Assert.True(_pair.Right.TryShutdown(SocketShutdown.Send).IsDone);

        Assert.Equal(SocketResult.Done(2), _pair.Left.TrySend([1, 2]));
        Assert.Equal([1, 2], _pair.Right.ReceiveExactly(2));
    }

    [Fact]
    public void Sending_after_ones_own_end_fails()
    {
        Assert.True(_pair.Left.TryShutdown(SocketShutdown.Send).IsDone);

        Assert.Equal(SocketResult.Failed(SocketError.Shutdown), _pair.Left.TrySend([1]));
    }

    [Fact]
    public void Sending_into_full_buffers_would_block_and_goes_on_once_the_peer_reads()
    {
        long filled = _pair.Fill();
        SocketResult beyond;
        for (; (beyond = _pair.Left.TrySend([1])).IsDone; filled++)
        {
            // The system has moved data on to the peer's side meanwhile.
        }

        Assert.True(beyond.WouldBlock);

        _pair.Right.ReceiveExactly((int)filled);
        _pair.Left.Await(SelectMode.SelectWrite);

        Assert.Equal(SocketResult.Done(1), _pair.Left.TrySend([1]));
    }

    [Fact]
    public void A_reset_fails_the_receive()
    {
        Assert.SkipWhen(Resets.LookLikeEnds, Resets.AreLostOnWine);
        _pair.Right.Abort();

        Assert.Equal(SocketResult.Failed(SocketError.ConnectionReset), _pair.Left.ReceiveOnce(new byte[1]));
        Assert.Equal(SocketError.ConnectionReset, _pair.Left.LastFailure?.Error);
    }

    [Fact]
    public void Several_pieces_arrive_in_order()
    {
        Assert.Equal(SocketResult.Done(3), _pair.Left.TrySend([1, 2], [3]));
        Assert.Equal(SocketResult.Done(3), _pair.Left.TrySend([new byte[] { 4 }, ReadOnlyMemory<byte>.Empty, new byte[] { 5, 6 }]));
        Assert.Equal(SocketResult.Done(1), _pair.Left.TrySend([7], SendHints.None));

        Assert.Equal([1, 2, 3, 4, 5, 6, 7], _pair.Right.ReceiveExactly(7));
    }

    [Fact]
    public void Of_no_pieces_nothing_is_sent()
    {
        Assert.Equal(SocketResult.Done(0), _pair.Left.TrySend(ReadOnlySpan<ReadOnlyMemory<byte>>.Empty));
        _pair.Left.Dispose();

        Assert.Throws<ObjectDisposedException>(() => _pair.Left.TrySend(ReadOnlySpan<ReadOnlyMemory<byte>>.Empty));
    }

    [Theory]
    [InlineData("bytes")]
    [InlineData("pieces")]
    [InlineData("file")]
    public void A_reset_fails_every_way_of_sending(string way)
    {
        Assert.SkipWhen(Resets.LookLikeEnds, Resets.AreLostOnWine);
        using var file = new SmallFile([1, 2, 3]);
        _pair.Right.Abort();
        _pair.Left.Await(SelectMode.SelectRead);
        long offset = 0;

        SocketResult sent = way switch
        {
            "bytes" => _pair.Left.TrySend([1]),
            "pieces" => _pair.Left.TrySend([new byte[] { 1 }, new byte[] { 2 }]),
            _ => _pair.Left.TrySendFile(file.Handle, ref offset, 3),
        };

        Assert.Equal(SocketResult.Failed(SocketError.ConnectionReset), sent);
        Assert.Equal(0, offset);
    }

    [Fact]
    public void Of_more_than_sixteen_pieces_the_first_sixteen_go()
    {
        ReadOnlyMemory<byte>[] pieces = [.. Enumerable.Range(0, 20).Select(number => new[] { (byte)number })];

        Assert.Equal(SocketResult.Done(16), _pair.Left.TrySend(pieces));
    }

    [Fact]
    public void Bytes_that_wait_for_more_go_when_it_follows()
    {
        Assert.Equal(SocketResult.Done(1), _pair.Left.TrySend([1], SendHints.MoreFollows));
        Assert.Equal(SocketResult.Done(1), _pair.Left.TrySend([2]));

        Assert.Equal([1, 2], _pair.Right.ReceiveExactly(2));
    }

    [Fact]
    public void A_disposed_socket_says_so()
    {
        _pair.Left.Dispose();

        Assert.Throws<ObjectDisposedException>(() => _pair.Left.TryReceive(new byte[1]));
        Assert.Throws<ObjectDisposedException>(() => _pair.Left.TrySend([1]));
        Assert.Throws<ObjectDisposedException>(() => _pair.Left.TryShutdown(SocketShutdown.Both));
        Assert.Throws<ObjectDisposedException>(() => _pair.Left.LocalEndPoint);
        _pair.Left.Abort();
        _pair.Left.Dispose();
    }

    [Fact]
    public void Bytes_that_were_sent_before_closing_arrive()
    {
        Assert.True(_pair.Right.TrySend([1, 2]).IsDone);
        _pair.Right.Dispose();

        Assert.Equal([1, 2], _pair.Left.ReceiveExactly(2));
        Assert.Equal(SocketResult.Closed(), _pair.Left.ReceiveOnce(new byte[1]));
    }
}
