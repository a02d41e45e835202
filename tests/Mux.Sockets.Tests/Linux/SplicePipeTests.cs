using System.Net.Sockets;
using System.Runtime.Versioning;
using Mux.LinuxNative;

namespace Mux.Sockets.Tests;

[OnLinux]
[SupportedOSPlatform("linux")]
public sealed class SplicePipeTests
{
    private readonly byte[] _buffer = new byte[1024 * 1024];

    [Fact]
    public void Bytes_go_from_socket_to_socket()
    {
        using var from = ConnectedPair.OnLoopback();
        using var to = ConnectedPair.OnLoopback();
        using StreamSocket source = StreamSocket.Adopt(from.Right);
        using StreamSocket sink = StreamSocket.Adopt(to.Left);
        using var pipe = new SplicePipe();
        from.Left.Send([1, 2, 3]);
        Await(from.Right);

        SocketResult filled = pipe.TryFill(source, 100);
        int inside = pipe.Count;
        SocketResult drained = pipe.TryDrain(sink);

        Assert.Equal(3, filled.GetCountOrThrow());
        Assert.Equal(3, inside);
        Assert.Equal(3, drained.GetCountOrThrow());
        Assert.Equal(0, pipe.Count);
        Await(to.Right);
        Assert.Equal(3, to.Right.Receive(_buffer));
        Assert.Equal([1, 2, 3], _buffer[..3]);
    }

    [Fact]
    public void No_more_comes_than_was_asked_for()
    {
        using var from = ConnectedPair.OnLoopback();
        using StreamSocket source = StreamSocket.Adopt(from.Right);
        using var pipe = new SplicePipe();
        from.Left.Send([1, 2, 3]);
        Await(from.Right);

        Assert.Equal(2, pipe.TryFill(source, 2).GetCountOrThrow());
        Assert.Equal(0, pipe.TryFill(source, 0).GetCountOrThrow());
        Assert.Equal(2, pipe.Count);
    }

    [Fact]
    public void A_socket_without_bytes_would_block_whether_the_pipe_is_empty_or_not()
    {
        using var from = ConnectedPair.OnLoopback();
        using StreamSocket source = StreamSocket.Adopt(from.Right);
        using var pipe = new SplicePipe();

        Assert.True(pipe.TryFill(source, 100).WouldBlock);
        from.Left.Send([1]);
        Await(from.Right);
        Assert.Equal(1, pipe.TryFill(source, 100).GetCountOrThrow());
        Assert.True(pipe.TryFill(source, 100).WouldBlock);
    }

    [Fact]
    public void A_full_pipe_is_no_would_block_of_the_socket()
    {
        using var from = ConnectedPair.OnLoopback();
        using StreamSocket source = StreamSocket.Adopt(from.Right);
        using var pipe = new SplicePipe(capacity: 1);
        from.Left.Send(_buffer.AsSpan(0, 64 * 1024));
        Await(from.Right);

        SocketResult filled;
        while ((filled = pipe.TryFill(source, 1)) is { IsDone: true, Count: 1 })
        {
            // A byte at a time: each fills a page of the pipe.
        }

        Assert.True(filled.IsDone);
        Assert.Equal(0, filled.Count);
        Assert.InRange(pipe.Count, 1, pipe.Capacity);
    }

    [Fact]
    public void A_socket_without_room_would_block_and_the_pipe_keeps_its_bytes()
    {
        using var from = ConnectedPair.OnLoopback();
        using var to = ConnectedPair.OnLoopback();
        using StreamSocket source = StreamSocket.Adopt(from.Right);
        using StreamSocket sink = StreamSocket.Adopt(to.Left);
        using var pipe = new SplicePipe();
        while (sink.TrySend(_buffer).IsDone)
        {
            // Until it is full.
        }

        from.Left.Send([1]);
        Await(from.Right);
        pipe.TryFill(source, 1).GetCountOrThrow();

        Assert.True(pipe.TryDrain(sink).WouldBlock);
        Assert.Equal(1, pipe.Count);
    }

    [Fact]
    public void The_end_of_the_peer_is_closed_and_an_empty_pipe_has_nothing_to_send()
    {
        using var from = ConnectedPair.OnLoopback();
        using StreamSocket source = StreamSocket.Adopt(from.Right);
        using var pipe = new SplicePipe();
        from.Left.Shutdown(SocketShutdown.Send);
        Await(from.Right);

        Assert.True(pipe.TryFill(source, 1).IsClosed);
        Assert.Equal(0, pipe.TryDrain(source).GetCountOrThrow());
    }

    [Fact]
    public void A_reset_is_a_failure_with_its_error()
    {
        using var from = ConnectedPair.OnLoopback();
        using StreamSocket source = StreamSocket.Adopt(from.Right);
        using var pipe = new SplicePipe();
        from.Left.LingerState = new LingerOption(true, 0);
        from.Left.Dispose();
        Await(from.Right);

        Assert.Equal(SocketError.ConnectionReset, pipe.TryFill(source, 1).Error);
    }

    [Fact]
    public void What_the_peer_does_not_take_any_more_is_a_failure()
    {
        using var from = ConnectedPair.OnLoopback();
        using var to = ConnectedPair.OnLoopback();
        using StreamSocket source = StreamSocket.Adopt(from.Right);
        using StreamSocket sink = StreamSocket.Adopt(to.Left);
        using var pipe = new SplicePipe();
        from.Left.Send([1]);
        Await(from.Right);
        pipe.TryFill(source, 1).GetCountOrThrow();
        sink.TryShutdown(SocketShutdown.Send).GetCountOrThrow();

        Assert.Equal(SocketError.Shutdown, pipe.TryDrain(sink).Error);
    }

    [Fact]
    public void A_capacity_that_is_not_granted_leaves_a_pipe_that_works()
    {
        using var pipe = new SplicePipe(capacity: int.MaxValue);

        Assert.InRange(pipe.Capacity, 4096, int.MaxValue);
    }

    [Fact]
    public void A_capacity_below_one_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => new SplicePipe(capacity: 0));

    [Fact]
    public void After_disposal_nothing_goes_in()
    {
        using var from = ConnectedPair.OnLoopback();
        using StreamSocket source = StreamSocket.Adopt(from.Right);
        var pipe = new SplicePipe();
        pipe.Dispose();
        pipe.Dispose();

        Assert.Throws<ObjectDisposedException>(() => pipe.TryFill(source, 1));
        Assert.Throws<ObjectDisposedException>(() => pipe.TryDrain(source));
    }

    private static void Await(Socket socket) => Assert.True(socket.Poll(Bound.Hang, SelectMode.SelectRead), "Nothing came.");
}
