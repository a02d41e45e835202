using System.Net;
using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;
using Mux.Interop;

namespace Mux.Sockets.Tests;

/// <summary>Calls that are interrupted, would block without reason, or take less than they are given.</summary>
public sealed class StreamFaultTests : IDisposable
{
    private readonly FaultySocketCalls _calls = new();
    private readonly StreamPair _pair;

    public StreamFaultTests() => _pair = StreamPair.OnLoopback(_calls);

    public void Dispose() => _pair.Dispose();

    [Fact]
    public void An_interrupted_receive_is_made_again()
    {
        Assert.True(_pair.Right.TrySend([5]).IsDone);
        _pair.Left.Await(SelectMode.SelectRead);
        byte[] buffer = new byte[4];

        _calls.FailNext(FaultySocketCalls.Interrupted, FaultySocketCalls.Interrupted);

        Assert.Equal(SocketResult.Done(1), _pair.Left.TryReceive(buffer));
        Assert.Equal(0, _calls.FaultsLeft);
    }

    [Fact]
    public void An_interrupted_look_without_a_buffer_is_made_again()
    {
        Assert.True(_pair.Right.TrySend([5]).IsDone);
        _pair.Left.Await(SelectMode.SelectRead);

        _calls.FailNext(FaultySocketCalls.Interrupted);

        Assert.Equal(SocketResult.Done(0), _pair.Left.TryReceive([]));
    }

    [Fact]
    public void An_interrupted_send_is_made_again_and_sends_once()
    {
        _calls.FailNext(FaultySocketCalls.Interrupted);
        Assert.Equal(SocketResult.Done(1), _pair.Left.TrySend([1]));
        _calls.FailNext(FaultySocketCalls.Interrupted);
        Assert.Equal(SocketResult.Done(2), _pair.Left.TrySend([2], [3]));
        _calls.FailNext(FaultySocketCalls.Interrupted);
        Assert.Equal(SocketResult.Done(2), _pair.Left.TrySend([new byte[] { 4 }, new byte[] { 5 }]));
        _calls.FailNext(FaultySocketCalls.Interrupted);
        Assert.Equal(SocketResult.Done(1), _pair.Left.TrySend([6], SendHints.MoreFollows));
        Assert.Equal(SocketResult.Done(1), _pair.Left.TrySend([7]));

        Assert.Equal([1, 2, 3, 4, 5, 6, 7], _pair.Right.ReceiveExactly(7));
        Assert.Equal(0, _calls.FaultsLeft);
    }

    [Fact]
    public void Would_block_comes_back_as_it_is_from_every_call()
    {
        int error = FaultySocketCalls.WouldBlock;
        _calls.FailNext(error, error, error, error, error, error);

        Assert.True(_pair.Left.TryReceive(new byte[1]).WouldBlock);
        Assert.True(_pair.Left.TryReceive([]).WouldBlock);
        Assert.True(_pair.Left.TrySend([1]).WouldBlock);
        Assert.True(_pair.Left.TrySend([1], SendHints.MoreFollows).WouldBlock);
        Assert.True(_pair.Left.TrySend([1], [2]).WouldBlock);
        Assert.True(_pair.Left.TrySend([new byte[] { 4 }]).WouldBlock);
        Assert.Equal(0, _calls.FaultsLeft);
        Assert.Null(_pair.Left.LastFailure);
    }

    [Fact]
    public void An_interrupted_sendfile_goes_on_where_it_was()
    {
        using var file = new SmallFile([1, 2, 3, 4]);
        long offset = 1;

        _calls.FailNext(FaultySocketCalls.Interrupted);
        Assert.Equal(SocketResult.Done(3), _pair.Left.TrySendFile(file.Handle, ref offset, 10));

        Assert.Equal(4, offset);
        Assert.Equal([2, 3, 4], _pair.Right.ReceiveExactly(3));
    }

    [Fact]
    public void A_sendfile_that_would_block_leaves_the_offset()
    {
        using var file = new SmallFile([1, 2, 3, 4]);
        long offset = 1;

        _calls.FailNext(FaultySocketCalls.WouldBlock);

        Assert.True(_pair.Left.TrySendFile(file.Handle, ref offset, 10).WouldBlock);
        Assert.Equal(1, offset);
    }

    [Fact]
    public void A_send_that_takes_less_says_how_much()
    {
        using var file = new SmallFile([6, 7, 8]);
        long offset = 0;
        _calls.MostSent = 1;

        Assert.Equal(SocketResult.Done(1), _pair.Left.TrySend([1, 9]));
        Assert.Equal(SocketResult.Done(1), _pair.Left.TrySend([2, 9], SendHints.None));
        Assert.Equal(SocketResult.Done(1), _pair.Left.TrySend([3], [9]));
        Assert.Equal(SocketResult.Done(2), _pair.Left.TrySend([new byte[] { 4, 5 }, new byte[] { 9 }]));
        Assert.Equal(SocketResult.Done(1), _pair.Left.TrySendFile(file.Handle, ref offset, 3));

        Assert.Equal(1, offset);
        Assert.Equal([1, 2, 3, 4, 5, 6], _pair.Right.ReceiveExactly(6));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Sends_that_take_little_at_a_time_send_everything_in_order(int most)
    {
        using var running = new RunningLoop(EventMultiplexer.Create());
        using var file = new SmallFile([7, 8, 9, 10]);
        _calls.MostSent = most;

        int sent = await running.Loop.InvokeAsync(() => _pair.Left.SendAsync(new byte[] { 1, 2, 3 }, new byte[] { 4, 5, 6 }, TestContext.Current.CancellationToken).AsTask(), TestContext.Current.CancellationToken).InTime();
        long fromFile = await running.Loop.InvokeAsync(() => _pair.Left.SendFileAsync(new byte[] { 6 }, file.Handle, 0, 4, TestContext.Current.CancellationToken).AsTask(), TestContext.Current.CancellationToken).InTime();

        Assert.Equal(6, sent);
        Assert.Equal(5, fromFile);
        Assert.Equal([1, 2, 3, 4, 5, 6, 6, 7, 8, 9, 10], _pair.Right.ReceiveExactly(11));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(1000)]
    public async Task A_head_whose_file_ends_before_the_first_byte_is_not_held_back(long offset)
    {
        using var running = new RunningLoop(EventMultiplexer.Create());
        using var file = new SmallFile([1, 2, 3]);

        long sent = await running.Loop.InvokeAsync(() => _pair.Left.SendFileAsync(new byte[] { 6, 7 }, file.Handle, offset, 4, TestContext.Current.CancellationToken).AsTask(), TestContext.Current.CancellationToken).InTime();

        Assert.Equal(2, sent);
        Assert.Contains((SocketSetting.Cork, 0), _calls.Set);
        Assert.Equal([6, 7], _pair.Right.ReceiveExactly(2));
    }

    [Fact]
    public async Task A_file_that_becomes_shorter_while_it_is_sent_ends_the_send_early()
    {
        const int length = 32 * 1024 * 1024; // More than the buffers hold.
        string path = Path.GetTempFileName();
        using var running = new RunningLoop(EventMultiplexer.Create());
        try
        {
            using SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            RandomAccess.SetLength(file, length);
            Task<long> sending = running.Loop.InvokeAsync(() => _pair.Left.SendFileAsync(default, file, 0, length, TestContext.Current.CancellationToken).AsTask(), TestContext.Current.CancellationToken);
            running.Settle();
            RandomAccess.SetLength(file, 1);
            Task<long> received = Task.Run(() => ReceiveToEnd(_pair.Right), TestContext.Current.CancellationToken);

            long sent = await sending.InTime();
            Assert.True(_pair.Left.TryShutdown(SocketShutdown.Send).IsDone);

            Assert.InRange(sent, 1, length - 1);
            Assert.Equal(sent, await received.InTime());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Two_pieces_that_cannot_be_counted_are_refused()
    {
        using var memory = new UnbackedMemory();

#pragma warning disable CA2012 // It throws; there is no task.
        Assert.Throws<ArgumentOutOfRangeException>("second", () => _ = _pair.Left.SendAsync(memory.Memory, memory.Memory, TestContext.Current.CancellationToken));
#pragma warning restore CA2012
    }

    private static long ReceiveToEnd(StreamSocket socket)
    {
        var buffer = new byte[64 * 1024];
        long total = 0;
        SocketResult received;
        while ((received = socket.ReceiveOnce(buffer)).IsDone)
        {
            total += received.Count;
        }

        Assert.True(received.IsClosed);
        return total;
    }

    [Fact]
    public void A_failure_is_remembered()
    {
        _calls.FailNext(OperatingSystem.IsWindows() ? 10055 : OperatingSystem.IsLinux() ? 105 : 55); // ENOBUFS

        Assert.Equal(SocketResult.Failed(SocketError.NoBufferSpaceAvailable), _pair.Left.TrySend([1]));
        Assert.Equal(SocketError.NoBufferSpaceAvailable, _pair.Left.LastFailure?.Error);
    }

    [Fact]
    public void An_interrupted_connect_goes_on_and_is_not_begun_again()
    {
        var calls = new FaultySocketCalls();
        using StreamListener listener = StreamListener.Listen(new IPEndPoint(IPAddress.Loopback, 0));
        using StreamSocket socket = StreamSocket.Open(calls, AddressFamily.InterNetwork);
        calls.FailNext(FaultySocketCalls.Interrupted);

        SocketResult begun = socket.TryConnect(listener.LocalEndPoint!);

        Assert.True(begun.WouldBlock);
        Assert.Equal(1, calls.Calls);
    }
}
