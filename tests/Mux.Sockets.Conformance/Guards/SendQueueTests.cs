using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Mux.Buffers;

namespace Mux.Sockets.Conformance;

/// <summary>What waits to be sent to peers that read slowly, or not at all.</summary>
public abstract class SendQueueTests
{
    private const int Capacity = 256 * 1024;

    private readonly CountingPool _pool = new();
    private readonly byte[] _message = new byte[10_000];

    protected SendQueueTests() => Random.Shared.NextBytes(_message);

    protected abstract IEventMultiplexer Create();

    [Fact]
    public void What_the_system_has_room_for_is_sent_at_once_and_holds_no_buffer()
    {
        using var running = new RunningLoop(Create());
        using var pair = StreamPair.OnLoopback();
        SendQueue queue = Make(running, pair.Left);

        bool taken = On(running, () => queue.TryEnqueue([1, 2, 3]));

        Assert.True(taken);
        Assert.Equal(0, queue.PendingBytes);
        Assert.Equal(0, _pool.Held);
        Assert.Equal([1, 2, 3], pair.Right.ReceiveExactly(3));
    }

    [Fact]
    public async Task A_peer_that_does_not_read_costs_no_more_than_the_capacity()
    {
        using var running = new RunningLoop(Create());
        using var pair = StreamPair.OnLoopback();
        SendQueue queue = Make(running, pair.Left);

        long taken = On(running, () => Fill(queue));
        int pending = queue.PendingBytes;
        int held = _pool.Held;
        Task<SocketError> flushed = OnAsync(running, () => queue.FlushAsync(TestContext.Current.CancellationToken));
        byte[] received = pair.Right.ReceiveExactly((int)taken);

        Assert.Equal(SocketError.Success, await flushed.InTime());
        Assert.InRange(pending, Capacity - _message.Length + 1, Capacity);
        Assert.InRange(held, 1, (Capacity / 4096) + 1);
        Assert.True(received.AsSpan().SequenceEqual(Repeated(received.Length)));
        Assert.Equal(0, queue.PendingBytes);
        Assert.Equal(0, _pool.Held);
    }

    [Fact]
    public async Task There_is_room_again_when_the_peer_has_read()
    {
        using var running = new RunningLoop(Create());
        using var pair = StreamPair.OnLoopback();
        SendQueue queue = Make(running, pair.Left);
        long taken = On(running, () => Fill(queue));
        Task<SocketError> room = OnAsync(running, () => queue.WhenRoomAsync(Capacity, TestContext.Current.CancellationToken));
        bool early = room.IsCompleted;

        pair.Right.ReceiveExactly((int)taken);

        Assert.False(early);
        Assert.Equal(SocketError.Success, await room.InTime());
        Assert.True(On(running, () => queue.TryEnqueue(_message)));
    }

    [Fact]
    public async Task A_reset_ends_the_queue_and_gives_its_buffers_back()
    {
        using var running = new RunningLoop(Create());
        using var pair = StreamPair.OnLoopback();
        SendQueue queue = Make(running, pair.Left);
        On(running, () => Fill(queue));
        Task<SocketError> flushed = OnAsync(running, () => queue.FlushAsync(TestContext.Current.CancellationToken));

        pair.Right.Abort();

        Assert.NotEqual(SocketError.Success, await flushed.InTime());
        Assert.False(On(running, () => queue.TryEnqueue(_message)));
        Assert.NotEqual(SocketError.Success, queue.Error);
        Assert.Equal(0, _pool.Held);
    }

    [Theory]
    [InlineData("queue")]
    [InlineData("queue, on another thread")]
    [InlineData("socket")]
    [InlineData("loop")]
    public async Task The_end_of_what_it_needs_ends_the_queue_and_gives_its_buffers_back(string which)
    {
        using var running = new RunningLoop(Create());
        using var pair = StreamPair.OnLoopback();
        SendQueue queue = Make(running, pair.Left);
        On(running, () => Fill(queue));
        Task<SocketError> flushed = OnAsync(running, () => queue.FlushAsync(TestContext.Current.CancellationToken));

        switch (which)
        {
            case "queue":
                await running.Loop.InvokeAsync(queue.Dispose, TestContext.Current.CancellationToken);
                break;
            case "queue, on another thread":
                queue.Dispose();
                break;
            case "socket":
                pair.Left.Dispose();
                break;
            default:
                running.Loop.Stop();
                break;
        }

        await Assert.ThrowsAsync<ObjectDisposedException>(() => flushed.InTime());
        BoundedTasks.Await(() => _pool.Held == 0, "A buffer is lost.");
    }

    [Fact]
    public async Task Disposing_of_the_queue_ends_its_waits_at_once_and_leaves_the_sockets_room_to_others()
    {
        using var running = new RunningLoop(Create());
        using var pair = StreamPair.OnLoopback();
        SendQueue queue = Make(running, pair.Left);
        long sent = On(running, () => Fill(queue));
        Task<SocketError> room = OnAsync(running, () => queue.WhenRoomAsync(Capacity, TestContext.Current.CancellationToken));

        Task<Readiness> writable = On(
            running,
            () =>
            {
                sent -= queue.PendingBytes;
                queue.Dispose();
                return new[] { pair.Left.WritableAsync(TestContext.Current.CancellationToken).AsTask() };
            })[0];

        await Assert.ThrowsAsync<ObjectDisposedException>(() => room.InTime());
        pair.Right.ReceiveExactly((int)sent);
        Assert.True((await writable.InTime()).HasFlag(Readiness.Writable));
    }

    [Fact]
    public async Task A_cancelled_flush_leaves_the_queue_as_it_is()
    {
        using var running = new RunningLoop(Create());
        using var pair = StreamPair.OnLoopback();
        SendQueue queue = Make(running, pair.Left);
        long taken = On(running, () => Fill(queue));
        using var cancel = new CancellationTokenSource();
        Task<SocketError> cancelled = OnAsync(running, () => queue.FlushAsync(cancel.Token));

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.InTime());
        Task<SocketError> flushed = OnAsync(running, () => queue.FlushAsync(TestContext.Current.CancellationToken));
        pair.Right.ReceiveExactly((int)taken);

        Assert.Equal(SocketError.Success, await flushed.InTime());
    }

    [Fact]
    public void Of_a_peer_that_reads_nothing_cancelled_waits_do_not_heap_up()
    {
        using var running = new RunningLoop(Create());
        using var pair = StreamPair.OnLoopback();
        SendQueue queue = Make(running, pair.Left);
        On(running, () => Fill(queue));

        WeakReference[] cancelled = [.. Enumerable.Range(0, 10).Select(_ => CancelledFlush(running, queue))];
        _ = OnAsync(running, () => queue.FlushAsync(TestContext.Current.CancellationToken));

        BoundedTasks.Await(
            () =>
            {
                GC.Collect();
                return Array.TrueForAll(cancelled, flush => !flush.IsAlive);
            },
            "The queue still knows them.");
    }

    [Fact]
    public void What_never_fits_is_misuse()
    {
        using var running = new RunningLoop(Create());
        using var pair = StreamPair.OnLoopback();
        SendQueue queue = Make(running, pair.Left);

        Assert.Throws<ArgumentException>(() => On(running, () => queue.TryEnqueue(new byte[Capacity + 1])));
        Assert.Throws<InvalidOperationException>(() => queue.TryEnqueue([1])); // Not on the loop.
    }

    // Not inlined: what the caller's frame still holds would not be collected.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference CancelledFlush(RunningLoop running, SendQueue queue)
    {
        using var cancel = new CancellationTokenSource();
        Task<SocketError> flush = OnAsync(running, () => queue.FlushAsync(cancel.Token));
        cancel.Cancel();
        Assert.True(flush.IsCanceled);
        return new WeakReference(flush);
    }

    private static T On<T>(RunningLoop running, Func<T> function) => running.Loop.InvokeAsync(function).InTime().GetAwaiter().GetResult();

    // Returns once the wait has begun.
    private static Task<SocketError> OnAsync(RunningLoop running, Func<Task<SocketError>> function) => On(running, () => new[] { function() })[0];

    private SendQueue Make(RunningLoop running, StreamSocket socket) => On(running, () => new SendQueue(socket, running.Loop, Capacity, _pool));

    private long Fill(SendQueue queue)
    {
        long taken = 0;
        while (queue.TryEnqueue(_message))
        {
            taken += _message.Length;
        }

        Assert.Equal(SocketError.Success, queue.Error);
        return taken;
    }

    private byte[] Repeated(int length)
    {
        var all = new byte[length];
        for (int start = 0; start < length; start += _message.Length)
        {
            _message.CopyTo(all, start);
        }

        return all;
    }
}
