using Microsoft.Extensions.Time.Testing;

namespace Mux.Conformance;

/// <summary>A timer that is cancelled does not begin any more, whichever thread cancels it.</summary>
public abstract class LoopTimerCancelTests : LoopSuite
{
    [Fact]
    public void A_cancelled_timer_does_not_run_and_can_be_set_again()
    {
        var clock = new FakeTimeProvider();
        using RunningLoop running = Start(clock);
        int runs = 0;
        using LoopTimer timer = running.Loop.Schedule(TimeSpan.FromMilliseconds(10), () => runs++);

        Assert.True(timer.Cancel());
        Assert.False(timer.Cancel());
        Assert.False(timer.IsScheduled);
        clock.Advance(TimeSpan.FromMilliseconds(10));
        running.SettleTimers();
        Assert.Equal(0, runs);

        Assert.True(timer.Reschedule(TimeSpan.FromMilliseconds(1)));
        clock.Advance(TimeSpan.FromMilliseconds(1));
        running.SettleTimers();
        Assert.Equal(1, runs);
    }

    [Fact]
    public void A_timer_that_another_one_due_with_it_cancels_does_not_run()
    {
        var clock = new FakeTimeProvider();
        using RunningLoop running = Start(clock);
        LoopTimer? second = null;
        bool cancelled = false;
        int runs = 0;
        using LoopTimer first = running.Loop.Schedule(TimeSpan.FromMilliseconds(10), () => cancelled = second!.Cancel());
        second = running.Loop.Schedule(TimeSpan.FromMilliseconds(10), () => runs++);

        clock.Advance(TimeSpan.FromMilliseconds(10));

        running.SettleTimers();
        Assert.Equal((true, 0), (cancelled, runs));
    }

    [Fact]
    public void Cancel_on_another_thread_that_says_true_has_kept_the_timer_from_beginning()
    {
        const int Rounds = 3000;
        using RunningLoop running = Start();
        int ran = 0;
        int cancelled = 0;

        for (int round = 0; round < Rounds; round++)
        {
            using LoopTimer timer = running.Loop.Schedule(TimeSpan.Zero, () => ran++);
            Thread.SpinWait(round % 1000);
            cancelled += timer.Cancel() ? 1 : 0;
        }

        running.SettleTimers();
        Assert.Equal(Rounds, ran + cancelled);
    }

    [Fact]
    public async Task Cancel_inside_the_run_comes_too_late()
    {
        using RunningLoop running = Start();
        var cancelled = new TaskCompletionSource<bool>();
        LoopTimer? timer = null;

        await running.Loop.InvokeAsync(() => { timer = running.Loop.Schedule(TimeSpan.Zero, () => cancelled.SetResult(timer!.Cancel())); }).InTime();

        Assert.False(await cancelled.Task.InTime());
    }

    [Fact]
    public void A_disposed_timer_is_never_set_again()
    {
        using RunningLoop running = Start();
        LoopTimer timer = running.Loop.Schedule(TimeSpan.FromDays(1), () => Assert.Fail("Already?"));

        timer.Dispose();
        timer.Dispose();

        Assert.False(timer.IsScheduled);
        Assert.False(timer.Cancel());
        Assert.False(timer.Reschedule(TimeSpan.Zero));
        Assert.False(timer.Change(TimeSpan.Zero, TimeSpan.Zero));
        Assert.True(timer.DisposeAsync().AsTask().IsCompletedSuccessfully);
    }

    private RunningLoop Start(TimeProvider clock) => Start(null, new EventLoopServices { TimeProvider = clock });
}
