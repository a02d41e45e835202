using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;

namespace Mux.Conformance;

/// <summary>Awaited delays: completed, cancelled, or ended with the loop.</summary>
public abstract class LoopDelayTests : LoopSuite
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_delay_is_never_early()
    {
        using RunningLoop running = Start();
        var length = TimeSpan.FromMilliseconds(7);
        long begun = Stopwatch.GetTimestamp();

        await running.Loop.DelayAsync(length, CancellationToken.None).InTime();

        Assert.True(Stopwatch.GetElapsedTime(begun) >= length);
    }

    [Fact]
    public async Task A_result_that_is_asked_for_too_early_is_refused_and_costs_no_other_delay_anything()
    {
        using RunningLoop running = Start(null, new EventLoopServices { TimeProvider = new FakeTimeProvider() });

        await running.Loop.InvokeAsync(async () =>
        {
            ValueTask early = running.Loop.DelayAsync(Minute);
            Assert.Throws<InvalidOperationException>(() => early.GetAwaiter().GetResult());

            await running.Loop.DelayAsync(TimeSpan.Zero);
            await running.Loop.DelayAsync(TimeSpan.Zero);
            Assert.False(early.IsCompleted);
        }).InTime();
    }

    [Fact]
    public async Task A_delay_that_a_method_returns_to_InvokeAsync_is_waited_for()
    {
        var clock = new FakeTimeProvider();
        using RunningLoop running = Start(null, new EventLoopServices { TimeProvider = clock });

        Task delayed = running.Loop.InvokeAsync(() => running.Loop.DelayAsync(Minute));

        running.Settle();
        Assert.False(delayed.IsCompleted);
        clock.Advance(Minute);
        await delayed.InTime();
    }

    [Fact]
    public async Task A_delay_that_is_awaited_on_the_loop_resumes_there_whatever_ConfigureAwait_says()
    {
        using RunningLoop running = Start();

        bool resumedOnLoop = await running.Loop.InvokeAsync(async () =>
        {
            await running.Loop.DelayAsync(TimeSpan.FromMilliseconds(1)).ConfigureAwait(false);
            return running.Loop.IsCurrentThread;
        }).InTime();

        Assert.True(resumedOnLoop);
    }

    [Fact]
    public async Task A_delay_that_is_awaited_elsewhere_does_not_resume_on_the_loop()
    {
        using RunningLoop running = Start();

        await running.Loop.DelayAsync(TimeSpan.FromMilliseconds(1), CancellationToken.None).ConfigureAwait(false);

        Assert.False(running.Loop.IsCurrentThread);
    }

    [Fact]
    public async Task Many_delays_at_once_complete_in_the_order_of_their_times()
    {
        const int Delays = 1000;
        var clock = new FakeTimeProvider();
        using RunningLoop running = Start(null, new EventLoopServices { TimeProvider = clock });
        var seen = new List<int>();
        async Task AwaitOne(int milliseconds)
        {
            await running.Loop.DelayAsync(TimeSpan.FromMilliseconds(milliseconds));
            seen.Add(milliseconds);
        }

        Task all = running.Loop.InvokeAsync(() => Task.WhenAll(Enumerable.Range(1, Delays).Reverse().Select(AwaitOne)));
        running.Settle();
        clock.Advance(TimeSpan.FromMilliseconds(Delays));

        await all.InTime();
        Assert.Equal(Enumerable.Range(1, Delays), seen);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_delay_is_cancelled_while_it_waits(bool onLoop)
    {
        using RunningLoop running = Start();
        using var cancellation = new CancellationTokenSource();
        Task Begin() => running.Loop.DelayAsync(Minute, cancellation.Token).AsTask();
        Task delay = onLoop ? running.Loop.InvokeAsync(Begin) : Begin();
        running.Settle();
        Assert.False(delay.IsCompleted);

        await cancellation.CancelAsync();

        OperationCanceledException thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => delay.InTime());
        Assert.Equal(cancellation.Token, thrown.CancellationToken);
    }

    [Fact]
    public void A_delay_with_a_cancelled_token_is_cancelled_at_once()
    {
        using RunningLoop running = Start();

        Assert.True(running.Loop.DelayAsync(Minute, new CancellationToken(canceled: true)).AsTask().IsCanceled);
    }

    [Fact]
    public async Task An_endless_delay_ends_by_its_cancellation()
    {
        using RunningLoop running = Start();
        using var cancellation = new CancellationTokenSource();
        Task delay = running.Loop.DelayAsync(Timeout.InfiniteTimeSpan, cancellation.Token).AsTask();
        running.SettleTimers();
        Assert.False(delay.IsCompleted);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => delay.InTime());
    }

    [Fact]
    public async Task A_delay_that_follows_a_cancelled_one_is_whole()
    {
        var clock = new FakeTimeProvider();
        using RunningLoop running = Start(null, new EventLoopServices { TimeProvider = clock });
        using var cancellation = new CancellationTokenSource();
        Task second = running.Loop.InvokeAsync(async () =>
        {
            try
            {
                await running.Loop.DelayAsync(Minute, cancellation.Token);
            }
            catch (OperationCanceledException)
            {
                await running.Loop.DelayAsync(2 * Minute); // By the same object, whose timer was set for a minute.
            }
        });
        running.Settle();
        await cancellation.CancelAsync();
        running.Settle();
        running.Settle();

        clock.Advance(Minute);
        running.SettleTimers();
        Assert.False(second.IsCompleted);
        clock.Advance(Minute);

        await second.InTime();
    }

    [Fact]
    public async Task A_cancellation_that_races_with_the_end_of_a_delay_lets_one_of_both_win()
    {
        const int Rounds = 300;
        using RunningLoop running = Start();

        for (int round = 0; round < Rounds; round++)
        {
            using var cancellation = new CancellationTokenSource();
            Task delay = running.Loop.DelayAsync(TimeSpan.FromMicroseconds(round), cancellation.Token).AsTask();
            Thread.SpinWait(round * 10);
            await cancellation.CancelAsync();

            await delay.InTime().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Assert.True(delay.IsCompletedSuccessfully || delay.IsCanceled, $"{delay.Exception}");
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Delays_end_with_the_loop(bool onLoop)
    {
        using RunningLoop running = Start();
        Task Begin() => running.Loop.DelayAsync(Minute, CancellationToken.None).AsTask();
        Task[] delays = [.. Enumerable.Range(0, 10).Select(_ => onLoop ? running.Loop.InvokeAsync(Begin) : Begin())];
        running.Settle();

        running.Loop.Stop();

        foreach (Task delay in delays)
        {
            await Assert.ThrowsAsync<ObjectDisposedException>(() => delay.InTime());
        }
    }

    [Fact]
    public async Task A_loop_that_has_ended_begins_no_delay()
    {
        using RunningLoop running = Start();
        running.Loop.Stop();
        running.Join();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => running.Loop.DelayAsync(Minute, CancellationToken.None).InTime());
    }

    [Fact]
    public async Task A_negative_delay_is_refused()
    {
        using RunningLoop running = Start();

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>("delay", () => running.Loop.DelayAsync(TimeSpan.FromTicks(-1), CancellationToken.None).InTime());
    }
}
