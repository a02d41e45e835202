using System.Net.Sockets;

namespace Mux.Conformance;

/// <summary>Cancelled waits: ended with their own token, and no trace of them afterwards.</summary>
public abstract class HandleCancellationTests : LoopSuite
{
    /// <summary>How often a race is run.</summary>
    protected virtual int Rounds => 2000;

    [Fact]
    public async Task A_token_that_is_cancelled_already_begins_no_wait()
    {
        using RunningLoop running = Start();
        using var pair = ConnectedPair.OnLoopback();
        using AsyncHandle left = running.Loop.Attach(pair.Left, Interests.Readable);
        var cancelled = new CancellationToken(canceled: true);

        ValueTask<Readiness> wait = left.ReadableAsync(cancelled);

        Assert.True(wait.IsCanceled);
        await AssertCancelledAsync(wait.AsTask(), cancelled);
        await AssertNextWaitWorksAsync(left, pair);
    }

    [Fact]
    public async Task A_cancelled_wait_ends_and_the_next_one_works()
    {
        using RunningLoop running = Start();
        using var pair = ConnectedPair.OnLoopback();
        using AsyncHandle left = running.Loop.Attach(pair.Left, Interests.Readable);
        using var cancellation = new CancellationTokenSource();
        Task<Readiness> wait = left.ReadableAsync(cancellation.Token).AsTask();

        await cancellation.CancelAsync();

        await AssertCancelledAsync(wait, cancellation.Token);
        await AssertNextWaitWorksAsync(left, pair);
    }

    [Fact]
    public async Task A_wait_that_is_ended_by_the_loops_owner_ends_with_the_reason_and_the_next_one_works()
    {
        using RunningLoop running = Start();
        using var pair = ConnectedPair.OnLoopback();
        using AsyncHandle left = running.Loop.Attach(pair.Left, Interests.Readable);
        var reason = new InvalidOperationException("on purpose");

        bool hasEndedInside = await running.Loop.InvokeAsync(() =>
        {
            left.EndWait(Interests.Readable, new InvalidOperationException("nobody waits"));
            Task<Readiness> wait = left.ReadableAsync().AsTask();
            left.EndWait(Interests.Readable, reason);
            return wait.IsFaulted && wait.Exception!.InnerException == reason;
        }).InTime();

        Assert.True(hasEndedInside);
        Assert.Throws<InvalidOperationException>(() => left.EndWait(Interests.Readable, reason)); // Not on the loop.
        await AssertNextWaitWorksAsync(left, pair);
    }

    [Fact]
    public async Task A_wait_that_is_cancelled_on_the_loop_ends_there()
    {
        using RunningLoop running = Start();
        using var pair = ConnectedPair.OnLoopback();
        using AsyncHandle left = running.Loop.Attach(pair.Left, Interests.Readable);
        using var cancellation = new CancellationTokenSource();

        bool endedOnLoop = await running.Loop.InvokeAsync(async () =>
        {
            running.Loop.Post(cancellation.Cancel);
            await Assert.ThrowsAsync<OperationCanceledException>(async () => await left.ReadableAsync(cancellation.Token));
            return running.Loop.IsCurrentThread;
        }).InTime();

        Assert.True(endedOnLoop);
        await AssertNextWaitWorksAsync(left, pair);
    }

    [Fact]
    public async Task The_token_of_a_former_wait_does_not_cancel_a_later_one()
    {
        using RunningLoop running = Start();
        using var pair = ConnectedPair.OnLoopback();
        using AsyncHandle left = running.Loop.Attach(pair.Left, Interests.Readable);
        using var former = new CancellationTokenSource();
        using var own = new CancellationTokenSource();
        Task<Readiness> first = left.ReadableAsync(former.Token).AsTask();
        pair.Right.Send([1]);
        await first.InTime();
        pair.Left.Drain();
        Task<Readiness> second = left.ReadableAsync(own.Token).AsTask();

        await former.CancelAsync();

        running.Settle();
        Assert.False(second.IsCompleted);
        pair.Right.Send([2]);
        Assert.Equal(Readiness.Readable, await second.InTime());
    }

    [Fact]
    public async Task A_cancellation_that_comes_after_the_event_does_not_cancel_the_wait_after_it()
    {
        using RunningLoop running = Start();
        using var pair = ConnectedPair.OnLoopback();
        using AsyncHandle left = running.Loop.Attach(pair.Left, Interests.Readable);
        using var former = new CancellationTokenSource();
        Task<Readiness> second = await running.Loop.InvokeAsync(async () =>
        {
            ValueTask<Readiness> first = left.ReadableAsync(former.Token);
            pair.Right.Send([1]);
            _ = running.Loop.InvokeAsync(former.Cancel); // Its own post comes after the events of the turn that runs it.
            try
            {
                await first;
            }
            catch (OperationCanceledException)
            {
                // Posts of this turn run before the events of the next.
            }

            pair.Left.Drain();
            return left.ReadableAsync().AsTask();
        }).InTime();

        pair.Right.Send([2]);

        Assert.Equal(Readiness.Readable, await second.InTime());
    }

    [Fact]
    public async Task A_wait_that_is_cancelled_while_its_event_comes_ends_once_and_no_event_is_lost()
    {
        using RunningLoop running = Start();
        using var pair = ConnectedPair.OnLoopback();
        using AsyncHandle left = running.Loop.Attach(pair.Left, Interests.Readable);
        using var meeting = new Barrier(2);
        CancellationTokenSource? cancellation = null;
        Background canceller = Background.Run(() =>
        {
            for (int round = 0; round < Rounds; round++)
            {
                Assert.True(meeting.SignalAndWait(Bound.Hang));
                cancellation!.Cancel();
            }
        });
        var ball = new byte[1];

        for (int round = 0; round < Rounds; round++)
        {
            cancellation = new CancellationTokenSource();
            CancellationToken token = cancellation.Token;
            Task<Readiness> wait = left.ReadableAsync(token).AsTask();
            Assert.True(meeting.SignalAndWait(Bound.Hang, TestContext.Current.CancellationToken));
            pair.Right.Send([(byte)round]);

            await wait.InTime().ContinueWith(static _ => { }, TaskScheduler.Default);

            Assert.True(wait.IsCanceled || wait.IsCompletedSuccessfully);
            while (pair.Left.Receive(ball, SocketFlags.None, out SocketError error) == 0)
            {
                Assert.Equal(SocketError.WouldBlock, error);
                await left.ReadableAsync().InTime();
            }

            Assert.Equal((byte)round, ball[0]);
        }

        canceller.Join();
        await AssertNextWaitWorksAsync(left, pair);
    }

    private static async Task AssertCancelledAsync(Task wait, CancellationToken token)
    {
        OperationCanceledException end = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait.InTime());
        Assert.Equal(token, end.CancellationToken);
    }

    private static async Task AssertNextWaitWorksAsync(AsyncHandle left, ConnectedPair pair)
    {
        var ball = new byte[1];
        Task taking = BallGame.TakeAsync(left, pair.Left, ball);
        pair.Right.Send([42]);
        await taking.InTime();
        Assert.Equal(42, ball[0]);
    }
}
