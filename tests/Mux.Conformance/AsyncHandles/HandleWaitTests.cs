using System.Net.Sockets;

namespace Mux.Conformance;

/// <summary>What ends a wait for readiness, and what does not.</summary>
public abstract class HandleWaitTests : LoopSuite
{
    [Fact]
    public async Task What_was_reported_once_is_known_from_then_on()
    {
        using RunningLoop running = Start();
        Assert.SkipUnless((running.Multiplexer.Features & MultiplexerFeatures.Priority) != 0, "this backend has no Priority");
        using var pair = ConnectedPair.OnLoopback();
        using AsyncHandle left = running.Loop.Attach(pair.Left, Interests.Readable | Interests.Priority);
        pair.Right.Send([9], SocketFlags.OutOfBand);
        await left.PriorityAsync(TestContext.Current.CancellationToken).InTime();
        Assert.Equal(1, pair.Left.Receive(new byte[1], SocketFlags.OutOfBand)); // No later event tells of it.

        pair.Right.Send([1]);
        await left.ReadableAsync(TestContext.Current.CancellationToken).InTime();

        Assert.Equal(Readiness.Readable | Readiness.Priority, left.Reported & (Readiness.Readable | Readiness.Priority));
    }

    [Fact]
    public async Task Data_ends_a_wait_for_reading()
    {
        using RunningLoop running = Start();
        using var pair = ConnectedPair.OnLoopback();
        using AsyncHandle left = running.Loop.Attach(pair.Left, Interests.Readable);
        Task<Readiness> wait = left.ReadableAsync().AsTask();
        AssertPending(running, wait);

        pair.Right.Send([1]);

        Assert.Equal(Readiness.Readable, await wait.InTime());
        Assert.Equal([1], pair.Left.ReadExactly(1));
    }

    [Fact]
    public async Task The_end_of_the_peers_stream_ends_a_wait_for_reading()
    {
        using RunningLoop running = Start();
        using var pair = ConnectedPair.OnLoopback();
        using AsyncHandle left = running.Loop.Attach(pair.Left, Interests.Readable);
        Task<Readiness> wait = left.ReadableAsync().AsTask();
        AssertPending(running, wait);

        pair.Right.Shutdown(SocketShutdown.Send);

        Assert.Equal(Readiness.Readable | Readiness.ReadClosed, await wait.InTime());
        Assert.Equal(0, pair.Left.Receive(new byte[1]));
    }

    [Fact]
    public async Task A_reset_ends_waits_of_both_directions()
    {
        using RunningLoop running = Start();
        using var pair = ConnectedPair.OnLoopback();
        using AsyncHandle left = running.Loop.Attach(pair.Left);
        Task reading = running.Loop.InvokeAsync(() => ReadOnceAsync(left, pair.Left));
        Task writing = running.Loop.InvokeAsync(() => FillAsync(left, pair.Left, () => false));
        AssertPending(running, reading, writing);

        pair.Right.CloseWithReset();

        await reading.InTime();
        await writing.InTime();
    }

    [Fact]
    public async Task Room_ends_a_wait_for_writing()
    {
        using RunningLoop running = Start();
        using var pair = ConnectedPair.OnLoopback();
        using AsyncHandle left = running.Loop.Attach(pair.Left, Interests.Writable);
        bool roomIsMade = false;
        Task writing = running.Loop.InvokeAsync(() => FillAsync(left, pair.Left, () => Volatile.Read(ref roomIsMade)));
        AssertPending(running, writing);

        Volatile.Write(ref roomIsMade, true);
        BoundedTasks.Await(() => pair.Right.Drain() >= 0 && writing.IsCompleted, "Room is made, and nobody is told.");

        await writing;
    }

    [Fact]
    public async Task Both_directions_are_awaited_at_once()
    {
        using RunningLoop running = Start();
        using var pair = ConnectedPair.OnLoopback();
        using AsyncHandle left = running.Loop.Attach(pair.Left);
        Task reading = running.Loop.InvokeAsync(() => ReadOnceAsync(left, pair.Left));
        Task writing = running.Loop.InvokeAsync(() => FillAsync(left, pair.Left, () => false));
        AssertPending(running, reading, writing);

        pair.Right.Send([1]);

        await reading.InTime();
        AssertPending(running, writing);
    }

    [Fact]
    public async Task A_second_wait_of_a_direction_is_refused_and_harms_nothing()
    {
        using RunningLoop running = Start();
        using var pair = ConnectedPair.OnLoopback();
        using AsyncHandle left = running.Loop.Attach(pair.Left);
        Task<Readiness> first = left.ReadableAsync().AsTask();
        using var cancellation = new CancellationTokenSource();

        await Assert.ThrowsAsync<InvalidOperationException>(() => left.ReadableAsync(cancellation.Token).AsTask());
        await Assert.ThrowsAsync<InvalidOperationException>(() => left.WaitAsync(Interests.Readable | Interests.Writable, cancellation.Token).AsTask());
        await cancellation.CancelAsync();
        AssertPending(running, first);
        pair.Right.Send([1]);

        Assert.Equal(Readiness.Readable, await first.InTime());
    }

    [Fact]
    public async Task An_event_that_came_before_the_wait_ends_it_at_once()
    {
        using RunningLoop running = Start();
        using var pair = ConnectedPair.OnLoopback();
        using AsyncHandle left = running.Loop.Attach(pair.Left, Interests.Readable);
        pair.Right.Send([1]);
        AwaitEvent(left);

        ValueTask<Readiness> wait = left.ReadableAsync(TestContext.Current.CancellationToken);

        Assert.True(wait.IsCompletedSuccessfully);
        Assert.Equal(Readiness.Readable, await wait);
    }

    [Fact]
    public async Task An_event_that_came_before_anybody_looked_ends_the_first_wait()
    {
        using RunningLoop running = Start();
        using var pair = ConnectedPair.OnLoopback();
        using var later = ConnectedPair.OnLoopback();
        using AsyncHandle left = running.Loop.Attach(pair.Left);
        using AsyncHandle laterLeft = running.Loop.Attach(later.Left, Interests.Readable);
        pair.Right.Send([1]);
        later.Right.Send([2]);
        await laterLeft.ReadableAsync(TestContext.Current.CancellationToken).AsTask().InTime(); // By then the loop has seen the other one as well.

        Readiness writable = await left.WritableAsync(TestContext.Current.CancellationToken).AsTask().InTime();
        Readiness readable = await left.ReadableAsync(TestContext.Current.CancellationToken).AsTask().InTime();

        Assert.True(writable.HasFlag(Readiness.Writable));
        Assert.True(readable.HasFlag(Readiness.Readable));
    }

    [Fact]
    public async Task An_event_ends_one_wait_only()
    {
        using RunningLoop running = Start();
        using var pair = ConnectedPair.OnLoopback();
        using AsyncHandle left = running.Loop.Attach(pair.Left, Interests.Readable);
        pair.Right.Send([1]);
        AwaitEvent(left);
        await left.ReadableAsync().InTime();
        pair.Left.Drain();

        Task<Readiness> second = left.ReadableAsync().AsTask();

        AssertPending(running, second);
        pair.Right.Send([2]);
        Assert.Equal(Readiness.Readable, await second.InTime());
    }

    private static void AwaitEvent(AsyncHandle handle) => BoundedTasks.Await(() => !handle.IsDrained(Interests.Readable), "The event does not come.");

    private static void AssertPending(RunningLoop running, params Task[] waits)
    {
        running.Settle();
        Assert.All(waits, wait => Assert.False(wait.IsCompleted, $"It ended: {wait.Status}."));
    }

    // Events are hints: what counts is the attempt.
    private static async Task ReadOnceAsync(AsyncHandle handle, Socket socket)
    {
        var bytes = new byte[1];
        SocketError error;
        while (socket.Receive(bytes, SocketFlags.None, out error) == 0 && error == SocketError.WouldBlock)
        {
            await handle.ReadableAsync();
        }
    }

    // Keeps it full, as the system goes on to move data to the peer's side for a while: until it fails, or a wait has ended and that was enough.
    private static async Task FillAsync(AsyncHandle handle, Socket socket, Func<bool> isEnough)
    {
        var chunk = new byte[64 * 1024];
        do
        {
            SocketError error;
            do
            {
                socket.Send(chunk, SocketFlags.None, out error);
            }
            while (error == SocketError.Success);

            if (error != SocketError.WouldBlock)
            {
                return;
            }

            await handle.WritableAsync();
        }
        while (!isEnough());
    }
}
