using System.Net.Sockets;
using System.Runtime.Versioning;
using Mux.LinuxNative;

namespace Mux.Sockets.Tests;

/// <summary>Pipes that the system refuses, and calls on them that are interrupted, would block without reason, or move less than they are asked to.</summary>
[OnLinux]
[SupportedOSPlatform("linux")]
public sealed class SpliceFaultTests : IDisposable
{
    private const int ENFILE = 23;
    private const int EMFILE = 24;
    private const int ENOMEM = 12;
    private const int EPERM = 1;

    private readonly FaultyPipeCalls _calls = new();
    private readonly WouldBlockLog _log = new();
    private readonly ConnectedPair _from = ConnectedPair.OnLoopback();
    private readonly ConnectedPair _to = ConnectedPair.OnLoopback();
    private readonly StreamSocket _source;
    private readonly StreamSocket _sink;
    private readonly byte[] _buffer = new byte[64]; // More than a small pipe takes of single bytes.

    public SpliceFaultTests()
    {
        _source = StreamSocket.Adopt(_from.Right);
        _sink = StreamSocket.Adopt(_to.Left);
        _source.Register(_log, Interests.Readable, TriggerMode.Edge);
        _sink.Register(_log, Interests.Writable, TriggerMode.Edge);
    }

    public void Dispose()
    {
        _source.Dispose();
        _sink.Dispose();
        _from.Dispose();
        _to.Dispose();
    }

    [Theory]
    [InlineData(EMFILE, SocketError.TooManyOpenSockets, "ulimit -n")]
    [InlineData(ENFILE, SocketError.TooManyOpenSockets, "/proc/sys/fs/pipe-user-pages-hard")]
    [InlineData(ENOMEM, SocketError.NoBufferSpaceAvailable, "memory")]
    [InlineData(EPERM, SocketError.AccessDenied, "errno 1.")]
    public void A_pipe_that_the_system_refuses_says_why_and_what_to_do(int errno, SocketError error, string advice)
    {
        _calls.FailNext(errno, errno);

        SocketException refusal = Assert.Throws<SocketException>(() => new SplicePipe(_calls, capacity: 1));

        Assert.Equal(error, refusal.SocketErrorCode);
        Assert.Contains(advice, refusal.Message, StringComparison.Ordinal);
        Assert.Null(SplicePipe.TryOpen(_calls, capacity: 1));
    }

    [Fact]
    public void A_pipe_whose_size_can_be_neither_set_nor_asked_for_works()
    {
        _calls.FailNext(0, EPERM, EPERM);
        using SplicePipe pipe = Open();
        Send([1, 2]);

        Assert.Equal(Environment.SystemPageSize, pipe.Capacity);
        Assert.Equal(2, pipe.TryFill(_source, 2).GetCountOrThrow());
        Assert.Equal(2, pipe.TryDrain(_sink).GetCountOrThrow());
        Assert.Equal([1, 2], Receive(2));
    }

    [Fact]
    public void Interrupted_calls_are_made_again_and_move_once()
    {
        using SplicePipe pipe = Open();
        Send([1, 2, 3]);

        _calls.FailNext(FaultySocketCalls.Interrupted, FaultySocketCalls.Interrupted);
        Assert.Equal(SocketResult.Done(3), pipe.TryFill(_source, 100));
        _calls.FailNext(FaultySocketCalls.Interrupted, FaultySocketCalls.Interrupted);
        Assert.Equal(SocketResult.Done(3), pipe.TryDrain(_sink));

        Assert.Equal(0, _calls.FaultsLeft);
        Assert.Equal(0, pipe.Count);
        Assert.Equal([1, 2, 3], Receive(3));
        Assert.Empty(_log.Directions);
    }

    [Fact]
    public void Calls_that_move_little_leave_the_rest_where_it_was()
    {
        using SplicePipe pipe = new(_calls, SplicePipe.DefaultCapacity); // What was taken of a page's bytes leaves no room in a small one.
        Send([1, 2, 3, 4, 5]);

        _calls.MostMoved = static () => 3;
        Assert.Equal(SocketResult.Done(3), pipe.TryFill(_source, 100));
        _calls.MostMoved = static () => 2;
        Assert.Equal(SocketResult.Done(2), pipe.TryDrain(_sink));
        Assert.Equal(1, pipe.Count);
        Assert.Equal(SocketResult.Done(2), pipe.TryFill(_source, 100));
        Assert.Equal(SocketResult.Done(2), pipe.TryDrain(_sink));
        Assert.Equal(SocketResult.Done(1), pipe.TryDrain(_sink));

        Assert.Equal([1, 2, 3, 4, 5], Receive(5));
    }

    [Fact]
    public void Would_block_on_either_side_moves_nothing_and_is_told_to_that_side()
    {
        using SplicePipe pipe = Open();
        Send([1, 2, 3]);

        _calls.FailNext(FaultySocketCalls.WouldBlock);
        Assert.True(pipe.TryFill(_source, 100).WouldBlock);
        Assert.Equal(0, pipe.Count);
        Assert.Equal(SocketResult.Done(3), pipe.TryFill(_source, 100));
        _calls.FailNext(FaultySocketCalls.WouldBlock);
        Assert.True(pipe.TryDrain(_sink).WouldBlock);
        Assert.Equal(3, pipe.Count);
        Assert.Equal(SocketResult.Done(3), pipe.TryDrain(_sink));

        Assert.Equal([Interests.Readable, Interests.Writable], _log.Directions);
        Assert.Equal([1, 2, 3], Receive(3));
    }

    [Fact]
    public void A_full_pipe_or_an_empty_one_is_not_told_as_would_block_of_the_socket()
    {
        using SplicePipe pipe = Open();
        Assert.Equal(SocketResult.Done(0), pipe.TryDrain(_sink));
        Send(_buffer);

        FillUp(pipe, _source);

        Assert.Equal(SocketResult.Done(0), pipe.TryFill(_source, 1));
        Assert.Empty(_log.Directions);
    }

    [Fact]
    public async Task A_full_pipe_leaves_the_news_to_whoever_awaits_the_socket_next()
    {
        using var running = new RunningLoop(EventMultiplexer.Create());
        using var pair = ConnectedPair.OnLoopback();
        using StreamSocket source = StreamSocket.Adopt(pair.Right);
        using SplicePipe pipe = Open();
        pair.Left.Send(_buffer);
        AsyncHandle handle;
        using (running.Hold())
        {
            handle = source.AttachTo(running.Loop);
        }

        BoundedTasks.Await(() => !handle.IsDrained(Interests.Readable), "The bytes were not reported.");
        FillUp(pipe, source);

        await source.ReadableAsync(TestContext.Current.CancellationToken).InTime();
    }

    [Fact]
    public void An_interrupted_look_whether_the_pipe_is_full_is_made_again()
    {
        using SplicePipe pipe = Open();
        Send(_buffer);
        FillUp(pipe, _source);

        _calls.FailNext(FaultySocketCalls.WouldBlock, FaultySocketCalls.Interrupted, FaultySocketCalls.Interrupted);

        Assert.Equal(SocketResult.Done(0), pipe.TryFill(_source, 1));
        Assert.Equal(0, _calls.FaultsLeft);
        Assert.Empty(_log.Directions);
    }

    private SplicePipe Open() => new(_calls, capacity: 1);

    private void Send(byte[] bytes)
    {
        Assert.Equal(bytes.Length, _from.Left.Send(bytes));
        _source.Await(SelectMode.SelectRead);
    }

    private static void FillUp(SplicePipe pipe, StreamSocket source)
    {
        while (pipe.TryFill(source, 1).GetCountOrThrow() == 1)
        {
            // A byte at a time: each fills a page of the pipe.
        }
    }

    private byte[] Receive(int count)
    {
        byte[] bytes = new byte[count];
        for (int got = 0; got < count;)
        {
            Assert.True(_to.Right.Poll(Bound.Hang, SelectMode.SelectRead), "Nothing came.");
            got += _to.Right.Receive(bytes, got, count - got, SocketFlags.None);
        }

        return bytes;
    }
}
