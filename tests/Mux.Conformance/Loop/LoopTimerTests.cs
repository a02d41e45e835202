using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;

namespace Mux.Conformance;

/// <summary>Timers that run once: when, in which order, and not when they were cancelled.</summary>
public abstract class LoopTimerTests : LoopSuite
{
    [Fact]
    public async Task No_timer_runs_before_its_time()
    {
        using RunningLoop running = Start();
        double[] delays = [0, 0.05, 0.3, 0.999, 1, 1.5, 2, 5, 10, 10.1, 20, 33.3];

        TimeSpan[] early = await Task.WhenAll(delays.Select(delay => MeasureEarliness(running.Loop, TimeSpan.FromMilliseconds(delay)))).InTime();

        Assert.All(early, by => Assert.True(by <= TimeSpan.Zero, $"{by} early"));
    }

    [Fact]
    public void A_timer_runs_once_its_time_has_come_and_not_a_tick_sooner()
    {
        var clock = new FakeTimeProvider();
        using RunningLoop running = Start(clock);
        int runs = 0;
        using LoopTimer timer = running.Loop.Schedule(TimeSpan.FromMilliseconds(10), () => runs++);
        Assert.True(timer.IsScheduled);

        clock.Advance(TimeSpan.FromMilliseconds(10) - TimeSpan.FromTicks(1));
        running.SettleTimers();
        Assert.Equal((0, true), (runs, timer.IsScheduled));

        clock.Advance(TimeSpan.FromTicks(1));
        running.SettleTimers();
        Assert.Equal((1, false), (runs, timer.IsScheduled));

        clock.Advance(TimeSpan.FromDays(1));
        running.SettleTimers();
        Assert.Equal(1, runs);
    }

    [Fact]
    public async Task Timers_run_in_the_order_of_their_times_and_equal_ones_in_that_of_their_setting()
    {
        var clock = new FakeTimeProvider();
        using RunningLoop running = Start(clock);
        var seen = new List<char>();
        LoopTimer At(int milliseconds, char name) => running.Loop.Schedule(TimeSpan.FromMilliseconds(milliseconds), () => seen.Add(name));

        await running.Loop.InvokeAsync(() =>
        {
            At(30, 'e');
            LoopTimer moved = At(10, 'd');
            At(20, 'b');
            At(20, 'c');
            At(10, 'a');
            moved.Reschedule(TimeSpan.FromMilliseconds(20));
        }).InTime();
        clock.Advance(TimeSpan.FromMilliseconds(30));

        running.SettleTimers();
        Assert.Equal("abcde", string.Concat(seen));
    }

    [Fact]
    public void Timers_of_another_thread_that_are_due_together_run_in_the_order_in_which_it_made_them()
    {
        var clock = new FakeTimeProvider();
        using RunningLoop running = Start(clock);
        var seen = new List<int>();

        for (int i = 0; i < 100; i++)
        {
            int number = i;
            running.Loop.Schedule(TimeSpan.FromMilliseconds(10), () => seen.Add(number));
        }

        clock.Advance(TimeSpan.FromMilliseconds(10));
        running.SettleTimers();
        Assert.Equal(Enumerable.Range(0, 100), seen);
    }

    [Fact]
    public void A_rescheduled_timer_runs_at_its_new_time_only()
    {
        var clock = new FakeTimeProvider();
        using RunningLoop running = Start(clock);
        int runs = 0;
        using LoopTimer timer = running.Loop.Schedule(TimeSpan.FromMilliseconds(10), () => runs++);

        Assert.True(timer.Reschedule(TimeSpan.FromMilliseconds(50)));
        clock.Advance(TimeSpan.FromMilliseconds(49));
        running.SettleTimers();
        Assert.Equal(0, runs);
        Assert.True(timer.Reschedule(TimeSpan.FromMilliseconds(5)));
        clock.Advance(TimeSpan.FromMilliseconds(5));
        running.SettleTimers();
        Assert.Equal(1, runs);
        Assert.True(timer.Reschedule(TimeSpan.Zero)); // Also after it has run.
        running.SettleTimers();
        Assert.Equal(2, runs);
    }

    [Fact]
    public async Task A_timer_of_no_delay_runs_later_not_at_once()
    {
        using RunningLoop running = Start();
        var seen = new List<int>();

        await running.Loop.InvokeAsync(() =>
        {
            running.Loop.Schedule(TimeSpan.Zero, () => seen.Add(2));
            seen.Add(1);
        }).InTime();

        running.SettleTimers();
        Assert.Equal([1, 2], seen);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_timer_of_the_longest_delay_waits_and_can_be_cancelled(bool systemClock)
    {
        using RunningLoop running = systemClock ? Start() : Start(new FakeTimeProvider());
        using LoopTimer longest = running.Loop.Schedule(TimeSpan.MaxValue, () => Assert.Fail("Already?"));
        using LoopTimer months = running.Loop.Schedule(TimeSpan.FromDays(100), () => Assert.Fail("Already?"));

        running.SettleTimers();
        running.Settle();

        Assert.True(longest.IsScheduled);
        Assert.True(longest.Cancel());
        Assert.True(months.Cancel());
        running.SettleTimers();
        Assert.False(running.Loop.Completion.IsCompleted);
    }

    [Fact]
    public void A_timer_that_is_months_ahead_of_a_clock_runs_once_they_have_passed()
    {
        var clock = new FakeTimeProvider();
        using RunningLoop running = Start(clock);
        using var ran = new ManualResetEventSlim();
        using LoopTimer timer = running.Loop.Schedule(TimeSpan.FromDays(100), ran.Set);
        running.Settle();

        clock.Advance(TimeSpan.FromDays(100));

        Assert.True(ran.Wait(Bound.Hang, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void An_infinite_delay_schedules_nothing()
    {
        using RunningLoop running = Start();
        using var ran = new ManualResetEventSlim();

        using LoopTimer timer = running.Loop.Schedule(Timeout.InfiniteTimeSpan, ran.Set);
        Assert.False(timer.IsScheduled);
        Assert.True(timer.Reschedule(TimeSpan.Zero));

        Assert.True(ran.Wait(Bound.Hang, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Negative_times_and_no_callback_are_refused()
    {
        using RunningLoop running = Start();
        var negative = TimeSpan.FromTicks(-1);
        using LoopTimer timer = running.Loop.Schedule(Timeout.InfiniteTimeSpan, () => { });

        Assert.Throws<ArgumentOutOfRangeException>("delay", () => running.Loop.Schedule(negative, () => { }));
        Assert.Throws<ArgumentOutOfRangeException>("period", () => running.Loop.Schedule(TimeSpan.Zero, negative, () => { }));
        Assert.Throws<ArgumentOutOfRangeException>("dueTime", () => timer.Reschedule(negative));
        Assert.Throws<ArgumentOutOfRangeException>("period", () => timer.Change(TimeSpan.Zero, negative));
        Assert.Throws<ArgumentNullException>("callback", () => running.Loop.Schedule(TimeSpan.Zero, null!));
    }

    private RunningLoop Start(TimeProvider clock) => Start(null, new EventLoopServices { TimeProvider = clock });

    private static async Task<TimeSpan> MeasureEarliness(EventLoop loop, TimeSpan delay)
    {
        var ran = new TaskCompletionSource<long>();
        long begun = Stopwatch.GetTimestamp();
        using LoopTimer timer = loop.Schedule(delay, () => ran.SetResult(Stopwatch.GetTimestamp()));
        return delay - Stopwatch.GetElapsedTime(begun, await ran.Task);
    }
}
