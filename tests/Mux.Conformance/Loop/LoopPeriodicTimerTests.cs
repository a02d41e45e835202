using Microsoft.Extensions.Time.Testing;

namespace Mux.Conformance;

/// <summary>Timers that run again and again: on their grid, and no more than they should.</summary>
public abstract class LoopPeriodicTimerTests : LoopSuite
{
    [Fact]
    public void A_periodic_timer_runs_at_each_multiple_of_its_period_after_the_first()
    {
        var clock = new FakeTimeProvider();
        using RunningLoop running = Start(clock);
        var seen = new List<double>();
        long begun = clock.GetTimestamp();
        using LoopTimer timer = running.Loop.Schedule(Ms(5), Ms(10), () => seen.Add(clock.GetElapsedTime(begun).TotalMilliseconds));

        for (int millisecond = 0; millisecond < 40; millisecond++)
        {
            clock.Advance(Ms(1));
            running.SettleTimers();
        }

        Assert.Equal([5, 15, 25, 35], seen);
        Assert.True(timer.IsScheduled);
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MaxValue - 1)]
    [InlineData(300L * 365 * 24 * 3600 * 10_000_000)]
    public void A_period_that_nobody_lives_to_see_gives_one_run(long ticks)
    {
        var clock = new FakeTimeProvider();
        using RunningLoop running = Start(clock);
        int runs = 0;
        using LoopTimer timer = running.Loop.Schedule(Ms(10), TimeSpan.FromTicks(ticks), () => runs++);
        using ITimer ofProvider = running.Loop.TimeProvider.CreateTimer(_ => runs++, null, Ms(10), TimeSpan.FromTicks(ticks));
        using LoopTimer late = running.Loop.Schedule(TimeSpan.FromTicks(ticks), () => runs += 100);

        for (int i = 0; i < 10; i++)
        {
            clock.Advance(TimeSpan.FromDays(1));
            running.SettleTimers();
        }

        Assert.Equal(2, runs);
        Assert.True(timer.IsScheduled);
    }

    [Fact]
    public void A_tick_that_is_late_runs_late_and_ticks_that_were_missed_are_left_out()
    {
        var clock = new FakeTimeProvider();
        using RunningLoop running = Start(clock);
        int runs = 0;
        using LoopTimer timer = running.Loop.Schedule(Ms(10), Ms(10), () => runs++);
        void Expect(int advance, int expected)
        {
            clock.Advance(Ms(advance));
            running.SettleTimers();
            Assert.Equal(expected, runs);
        }

        Expect(advance: 10, 1);
        Expect(advance: 35, 2); // At 45: the tick of 20 is late, those of 30 and 40 are gone.
        Expect(advance: 4, 2);
        Expect(advance: 1, 3); // At 50, on the grid.
        Expect(advance: 1000, 4);
        Expect(advance: 10, 5);
    }

    [Fact]
    public async Task A_periodic_timer_that_cancels_itself_runs_no_more()
    {
        using RunningLoop running = Start();
        var cancelled = new TaskCompletionSource<bool>();
        int runs = 0;
        LoopTimer? timer = null;

        await running.Loop.InvokeAsync(() =>
        {
            timer = running.Loop.Schedule(TimeSpan.Zero, Ms(1), () =>
            {
                if (++runs == 3)
                {
                    cancelled.SetResult(timer!.Cancel());
                }
            });
        }).InTime();

        Assert.True(await cancelled.Task.InTime());
        using var longer = running.Loop.Schedule(Ms(5), () => { });
        BoundedTasks.Await(() => !longer.IsScheduled, "Timers hang.");
        running.SettleTimers();
        Assert.Equal(3, runs);
    }

    [Fact]
    public void A_change_replaces_the_delay_and_the_period()
    {
        var clock = new FakeTimeProvider();
        using RunningLoop running = Start(clock);
        int runs = 0;
        using LoopTimer timer = running.Loop.Schedule(Ms(10), Ms(10), () => runs++);

        Assert.True(timer.Change(Ms(100), Timeout.InfiniteTimeSpan));
        clock.Advance(Ms(99));
        running.SettleTimers();
        Assert.Equal(0, runs);
        clock.Advance(Ms(1));
        running.SettleTimers();
        clock.Advance(Ms(100));
        running.SettleTimers();

        Assert.Equal(1, runs);
        Assert.False(timer.IsScheduled);
    }

    [Fact]
    public void A_period_of_zero_means_once()
    {
        var clock = new FakeTimeProvider();
        using RunningLoop running = Start(clock);
        int runs = 0;
        using LoopTimer timer = running.Loop.Schedule(Ms(1), TimeSpan.Zero, () => runs++);

        clock.Advance(Ms(5));
        running.SettleTimers();
        clock.Advance(Ms(5));
        running.SettleTimers();

        Assert.Equal((1, false), (runs, timer.IsScheduled));
    }

    [Fact]
    public void A_callback_gets_its_state_at_each_run()
    {
        var clock = new FakeTimeProvider();
        using RunningLoop running = Start(clock);
        var state = new List<int>();
        using LoopTimer timer = running.Loop.Schedule(Ms(1), Ms(1), static list => list.Add(list.Count), state);

        for (int run = 0; run < 3; run++)
        {
            clock.Advance(Ms(1));
            running.SettleTimers();
        }

        Assert.Equal([0, 1, 2], state);
    }

    [Fact]
    public void A_periodic_timer_that_throws_goes_on()
    {
        var clock = new FakeTimeProvider();
        using RunningLoop running = Start(clock);
        int told = 0;
        running.Loop.UnhandledException += (_, details) => told += details.Kind == LoopCallbackKind.Timer ? 1 : 100;
        using LoopTimer timer = running.Loop.Schedule(Ms(1), Ms(1), () => throw new InvalidDataException());

        for (int run = 0; run < 3; run++)
        {
            clock.Advance(Ms(1));
            running.SettleTimers();
        }

        Assert.Equal(3, told);
    }

    private RunningLoop Start(TimeProvider clock) => Start(null, new EventLoopServices { TimeProvider = clock });

    private static TimeSpan Ms(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
