using System.Net.Sockets;

namespace Mux.Conformance;

/// <summary>Operations that are made of attempts: how they end, who may begin them, and what they leave to others.</summary>
public abstract class HandlePerformTests : LoopSuite
{
    [Fact]
    public async Task An_attempt_that_succeeds_at_once_waits_for_nothing()
    {
        using RunningLoop running = Start();
        using var pair = ConnectedPair.OnLoopback();
        using AsyncHandle left = running.Loop.Attach(pair.Left);

        ValueTask<int> done = left.PerformAsync(Interests.Readable, 7, static (int state, out int result) => (result = state) == 7, TestContext.Current.CancellationToken);

        Assert.True(done.IsCompletedSuccessfully);
        Assert.Equal(7, await done);
    }

    [Fact]
    public async Task The_exception_of_an_attempt_is_in_the_task()
    {
        using RunningLoop running = Start();
        using var pair = ConnectedPair.OnLoopback();
        using AsyncHandle left = running.Loop.Attach(pair.Left);
        var failure = new InvalidDataException("attempted");

        ValueTask<int> atOnce = left.PerformAsync(Interests.Readable, failure, static (InvalidDataException state, out int _) => throw state, TestContext.Current.CancellationToken);
        Task<int> later = left.PerformAsync(Interests.Readable, new Later(pair.Left, failure), Later.Attempt, TestContext.Current.CancellationToken).AsTask();
        pair.Right.Send([1]);

        Assert.Same(failure, await Assert.ThrowsAsync<InvalidDataException>(() => atOnce.AsTask()));
        Assert.Same(failure, await Assert.ThrowsAsync<InvalidDataException>(() => later.InTime()));
        await BallGame.TakeAsync(left, pair.Left, new byte[1]).InTime();
    }

    [Fact]
    public async Task A_second_operation_of_a_direction_is_refused_and_harms_nothing()
    {
        using RunningLoop running = Start();
        using var pair = ConnectedPair.OnLoopback();
        using AsyncHandle left = running.Loop.Attach(pair.Left);
        var ball = new byte[1];
        Task<int> first = left.PerformAsync(Interests.Readable, (pair.Left, ball), BallGame.TryReceive, TestContext.Current.CancellationToken).AsTask();

        await Assert.ThrowsAsync<InvalidOperationException>(() => left.PerformAsync(Interests.Readable, (pair.Left, ball), BallGame.TryReceive).AsTask());
        await Assert.ThrowsAsync<InvalidOperationException>(() => left.ReadableAsync().AsTask());
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => left.PerformAsync(Interests.Readable | Interests.Writable, (pair.Left, ball), BallGame.TryReceive).AsTask());

        pair.Right.Send([1]);
        Assert.Equal(1, await first.InTime());
    }

    [Fact]
    public async Task What_was_cancelled_does_not_stand_in_the_way_of_the_next_one()
    {
        using RunningLoop running = Start();
        using var pair = ConnectedPair.OnLoopback();
        using AsyncHandle left = running.Loop.Attach(pair.Left);
        var ball = new byte[1];
        var cancelled = new List<Task>();
        Task<int> last;
        using (running.Hold())
        {
            // The loop runs none of the cancellations before all has begun.
            for (int i = 0; i < 10; i++)
            {
                using var cancellation = new CancellationTokenSource();
                cancelled.Add(
                    i % 2 == 0
                        ? left.ReadableAsync(cancellation.Token).AsTask()
                        : left.PerformAsync(Interests.Readable, (pair.Left, ball), BallGame.TryReceive, cancellation.Token).AsTask());
                await cancellation.CancelAsync();
            }

            last = left.PerformAsync(Interests.Readable, (pair.Left, ball), BallGame.TryReceive, TestContext.Current.CancellationToken).AsTask();
        }

        foreach (Task wait in cancelled)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait.InTime());
        }

        pair.Right.Send([1]);
        Assert.Equal(1, await last.InTime());
    }

    [Fact]
    public async Task A_result_that_was_not_taken_yet_is_not_overwritten_by_the_next_wait()
    {
        using RunningLoop running = Start();
        using var pair = ConnectedPair.OnLoopback();
        using AsyncHandle left = running.Loop.Attach(pair.Left);
        using var cancellation = new CancellationTokenSource();
        ValueTask<Readiness> first = left.ReadableAsync(cancellation.Token);
        await cancellation.CancelAsync();
        BoundedTasks.Await(() => first.IsCompleted, "The cancelled wait does not end.");

        Task<Readiness> second = left.ReadableAsync(TestContext.Current.CancellationToken).AsTask();
        pair.Right.Send([1]);

        Assert.Equal(Readiness.Readable, await second.InTime());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await first);
    }

    [Fact]
    public async Task A_result_that_is_asked_for_too_early_is_refused_and_the_wait_is_still_good()
    {
        using RunningLoop running = Start();
        using var pair = ConnectedPair.OnLoopback();
        using AsyncHandle left = running.Loop.Attach(pair.Left);
        ValueTask<Readiness> wait = left.ReadableAsync(TestContext.Current.CancellationToken);

        Assert.Throws<InvalidOperationException>(() => wait.GetAwaiter().GetResult());

        pair.Right.Send([1]);
        Assert.Equal(Readiness.Readable, await wait.InTime());
    }

    [Fact]
    public async Task A_result_that_is_asked_for_too_early_is_refused_and_the_operation_is_still_good()
    {
        using RunningLoop running = Start();
        using var pair = ConnectedPair.OnLoopback();
        using AsyncHandle left = running.Loop.Attach(pair.Left);
        ValueTask<int> operation = left.PerformAsync(Interests.Readable, pair.Left, static (Socket socket, out int available) => (available = socket.Available) > 0, TestContext.Current.CancellationToken);

        Assert.Throws<InvalidOperationException>(() => operation.GetAwaiter().GetResult());

        pair.Right.Send([1]);
        Assert.Equal(1, await operation.InTime());
    }

    [Fact]
    public async Task An_operation_in_pieces_lets_the_loop_do_its_other_work()
    {
        using RunningLoop running = Start();
        using var pair = ConnectedPair.OnLoopback();
        using AsyncHandle left = running.Loop.Attach(pair.Left);
        var pieces = new Pieces(running.Loop);

        await running.Loop.InvokeAsync(async () => await left.PerformAsync(Interests.Readable, pieces, Pieces.Attempt)).InTime();

        Assert.Equal(Pieces.Count, pieces.Done);
        Assert.InRange(pieces.MostAtOnce, 2, 17); // Those of one turn: the first one, and eight each before and after the turn changes.
    }

    [Fact]
    public async Task A_continuation_that_throws_costs_the_other_direction_nothing()
    {
        using RunningLoop running = Start();
        using var pair = ConnectedPair.OnLoopback();
        using AsyncHandle left = running.Loop.Attach(pair.Left);
        var thrown = new InvalidDataException("continuation");
        var unhandled = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        running.Loop.UnhandledException += (_, details) => unhandled.TrySetResult(details.Exception);
        Task writing = running.Loop.InvokeAsync(() => FillUntilFailureAsync(left, pair.Left));
        running.Settle();
        await running.Loop.InvokeAsync(() => AbandonTo(left.ReadableAsync(), () => throw thrown)).InTime();

        pair.Right.CloseWithReset(); // One event for both directions.

        Assert.Same(thrown, await unhandled.Task.InTime());
        await writing.InTime();
    }

    [Fact]
    public async Task Operations_of_structures_allocate_nothing()
    {
        using RunningLoop running = Start();
        using var pair = ConnectedPair.OnLoopback();
        using AsyncHandle left = running.Loop.Attach(pair.Left, Interests.Readable);
        using AsyncHandle right = running.Loop.Attach(pair.Right, Interests.Readable);
        long waits = 0;

        long allocated = await running.Loop.InvokeAsync(async () =>
        {
            var ball = new byte[1];
            long before = 0;
            for (int i = -1000; i < 2000; i++)
            {
                before = i == 0 ? GC.GetAllocatedBytesForCurrentThread() : before;
                (Socket from, Socket to, AsyncHandle receiver) = (i & 1) == 0 ? (pair.Left, pair.Right, right) : (pair.Right, pair.Left, left);
#pragma warning disable CA2012 // Awaited below, once.
                ValueTask<int> taking = receiver.PerformAsync(Interests.Readable, (to, ball), BallGame.TryReceive);
#pragma warning restore CA2012
                waits += i >= 0 && !taking.IsCompleted ? 1 : 0;
                from.Send(ball);
                await taking;
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }).InTime();

        Assert.Equal(2000, waits);
        Assert.Equal(RuntimeAwait.BytesEach * waits, allocated);
    }

    private static void AbandonTo(ValueTask<Readiness> wait, Action continuation) => wait.GetAwaiter().UnsafeOnCompleted(continuation);

    private static async Task FillUntilFailureAsync(AsyncHandle handle, Socket socket)
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

    /// <summary>Would block until there is data, and fails then.</summary>
    private readonly record struct Later(Socket Socket, Exception Failure)
    {
        public static readonly Attempt<Later, int> Attempt =
            static (Later state, out int result) => (result = state.Socket.Available) > 0 ? throw state.Failure : false;
    }

    /// <summary>An operation of many pieces, and how many of them ran before something else that was posted.</summary>
    private sealed class Pieces(EventLoop loop)
    {
        public const int Count = 1000;

        private int _sinceOtherWork;

        public static readonly StepwiseAttempt<Pieces, int> Attempt = static (ref Pieces pieces, out int done) =>
        {
            pieces.Step();
            done = pieces.Done;
            return done == Count ? AttemptOutcome.Done : AttemptOutcome.Unfinished;
        };

        public int Done { get; private set; }

        public int MostAtOnce { get; private set; }

        private void Step()
        {
            Done++;
            if (_sinceOtherWork++ == 0)
            {
                loop.Post(static pieces => pieces._sinceOtherWork = 0, this);
            }

            MostAtOnce = Math.Max(MostAtOnce, _sinceOtherWork);
        }
    }
}
