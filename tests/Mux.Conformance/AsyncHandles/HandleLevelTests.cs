using System.Net.Sockets;

namespace Mux.Conformance;

/// <summary>An await has level meaning: it never sleeps through what is already there, whatever was done with the handle before. And it costs a change of the registration only where that is needed.</summary>
public abstract class HandleLevelTests : LoopSuite
{
    [Fact]
    public async Task Data_that_was_left_unread_ends_the_next_wait()
    {
        using RunningLoop running = Start();
        using var pair = ConnectedPair.OnLoopback();
        using AsyncHandle left = running.Loop.Attach(pair.Left);
        pair.Right.Send(new byte[100]);

        for (int rest = 100; rest > 0; rest -= 10)
        {
            Assert.True((await left.ReadableAsync().InTime()).HasFlag(Readiness.Readable));
            Assert.Equal([.. new byte[10]], pair.Left.ReadExactly(10));
        }
    }

    [Fact]
    public async Task An_end_that_was_told_together_with_data_ends_the_next_wait()
    {
        using RunningLoop running = Start();
        using var pair = ConnectedPair.OnLoopback();
        using AsyncHandle left = running.Loop.Attach(pair.Left);
        pair.Right.Send([1]);
        pair.Right.Shutdown(SocketShutdown.Send);
        await left.ReadableAsync().InTime();
        Assert.Equal([1], pair.Left.ReadExactly(1));

        Assert.True((await left.ReadableAsync().InTime()).HasFlag(Readiness.Readable));

        Assert.Equal(0, pair.Left.Receive(new byte[1]));
    }

    [Fact]
    public async Task An_end_that_was_read_ends_every_later_wait()
    {
        using RunningLoop running = Start();
        using var pair = ConnectedPair.OnLoopback();
        using AsyncHandle left = running.Loop.Attach(pair.Left);
        pair.Right.Shutdown(SocketShutdown.Send);

        for (int i = 0; i < 3; i++)
        {
            Assert.True((await left.ReadableAsync().InTime()).HasFlag(Readiness.Readable));
            Assert.Equal(0, pair.Left.Receive(new byte[1]));
        }
    }

    [Fact]
    public async Task Room_that_is_there_ends_every_wait_for_it()
    {
        using RunningLoop running = Start();
        using var pair = ConnectedPair.OnLoopback();
        using AsyncHandle left = running.Loop.Attach(pair.Left);

        for (int i = 0; i < 3; i++)
        {
            Assert.True((await left.WritableAsync().InTime()).HasFlag(Readiness.Writable));
        }
    }

    [Fact]
    public async Task A_wait_for_both_directions_ends_with_the_first_that_is_ready()
    {
        using RunningLoop running = Start();
        using var pair = ConnectedPair.OnLoopback();
        using AsyncHandle left = running.Loop.Attach(pair.Left);

        Readiness writable = await left.WaitAsync(Interests.Readable | Interests.Writable).InTime();
        pair.Right.Send([1]);
        Readiness readable = await left.WaitAsync(Interests.Readable).InTime();

        Assert.Equal(Readiness.Writable, writable);
        Assert.True(readable.HasFlag(Readiness.Readable));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => left.WaitAsync(Interests.None).AsTask());
    }

    [Fact]
    public async Task A_wait_for_both_directions_owns_both()
    {
        using RunningLoop running = Start();
        using var pair = ConnectedPair.OnLoopback();
        using AsyncHandle left = running.Loop.Attach(pair.Left, Interests.Readable | Interests.Writable);
        using var cancellation = new CancellationTokenSource();
        Task writing = running.Loop.InvokeAsync(() => FillAsync(left, pair.Left));
        running.Settle();
        Task<Readiness> reading = left.WaitAsync(Interests.Readable, cancellation.Token).AsTask();

        await Assert.ThrowsAsync<InvalidOperationException>(() => left.WaitAsync(Interests.Readable | Interests.Writable).AsTask());

        pair.Right.Send([1]);
        await reading.InTime();
        pair.Right.CloseWithReset();
        await writing.InTime();
    }

    [Fact]
    public async Task A_wait_after_an_attempt_that_would_have_blocked_changes_no_registration()
    {
        using var multiplexer = new RegistrationLog(Create());
        using var running = new RunningLoop(multiplexer);
        using var pair = ConnectedPair.OnLoopback();
        using AsyncHandle left = running.Loop.Attach(pair.Left);
        var ball = new byte[1];
        for (int i = 0; i < 10; i++)
        {
            pair.Right.Send([1]);
            Assert.Equal(1, await left.PerformAsync(Interests.Readable, (pair.Left, ball), BallGame.TryReceive).InTime());
            Assert.Equal(AttemptOutcome.WouldBlock, TryReceive(left, pair.Left, ball));
            Task<Readiness> wait = left.ReadableAsync().AsTask();
            pair.Right.Send([1]);
            await wait.InTime();
            TryReceive(left, pair.Left, ball);
            TryReceive(left, pair.Left, ball);
        }

        Assert.Equal(["Register Readable by Edge"], multiplexer.Calls);
    }

    [Fact]
    public async Task A_wait_for_what_may_be_there_still_changes_the_registration_once()
    {
        using var multiplexer = new RegistrationLog(Create());
        using var running = new RunningLoop(multiplexer);
        using var pair = ConnectedPair.OnLoopback();
        using AsyncHandle left = running.Loop.Attach(pair.Left);
        pair.Right.Send([1, 2]);
        await left.ReadableAsync().InTime();
        Assert.Equal([1], pair.Left.ReadExactly(1));

        await left.ReadableAsync().InTime();

        Assert.Equal(["Register Readable by Edge", "Modify Readable by Edge"], multiplexer.Calls);
    }

    [Fact]
    public async Task A_reset_ends_a_wait_for_urgent_data()
    {
        using RunningLoop running = Start();
        Assert.SkipUnless(running.Loop.Multiplexer.Features.HasFlag(MultiplexerFeatures.Priority), "The backend cannot watch for urgent data.");
        using var pair = ConnectedPair.OnLoopback();
        using AsyncHandle left = running.Loop.Attach(pair.Left, Interests.Readable | Interests.Priority);
        Task<Readiness> wait = left.PriorityAsync().AsTask();
        running.Settle();
        Assert.False(wait.IsCompleted);

        pair.Right.CloseWithReset();

        Assert.True((await wait.InTime()).HasFlag(Readiness.Error));
    }

    private static AttemptOutcome TryReceive(AsyncHandle handle, Socket socket, byte[] ball)
    {
        var state = (socket, ball);
        return handle.TryPerform(
            Interests.Readable,
            ref state,
            static (ref (Socket Socket, byte[] Ball) state, out int received) =>
                BallGame.TryReceive(state, out received) ? AttemptOutcome.Done : AttemptOutcome.WouldBlock,
            out _);
    }

    // Until the connection fails.
    private static async Task FillAsync(AsyncHandle handle, Socket socket)
    {
        var chunk = new byte[64 * 1024];
        SocketError error;
        do
        {
            error = await handle.PerformAsync(Interests.Writable, (socket, chunk), static ((Socket Socket, byte[] Chunk) state, out SocketError result) =>
            {
                state.Socket.Send(state.Chunk, SocketFlags.None, out result);
                return result != SocketError.WouldBlock;
            });
        }
        while (error == SocketError.Success);
    }
}
