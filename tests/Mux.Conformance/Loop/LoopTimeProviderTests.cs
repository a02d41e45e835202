using Microsoft.Extensions.Time.Testing;

namespace Mux.Conformance;

/// <summary>The loop's own time provider: what the base library builds on one runs on the loop, by the loop's clock.</summary>
public abstract class LoopTimeProviderTests : LoopSuite
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly AsyncLocal<string?> _ambient = new();

    [Fact]
    public void It_tells_the_time_of_the_clock_that_the_loop_was_given()
    {
        using RunningLoop running = StartOnClock();
        TimeProvider time = running.Loop.TimeProvider;
        _clock.Advance(Minute);

        Assert.Equal(_clock.GetUtcNow(), time.GetUtcNow());
        Assert.Equal(_clock.GetTimestamp(), time.GetTimestamp());
        Assert.Equal(_clock.TimestampFrequency, time.TimestampFrequency);
        Assert.Same(_clock.LocalTimeZone, time.LocalTimeZone);
    }

    [Fact]
    public async Task Task_Delay_completes_when_its_time_has_come()
    {
        using RunningLoop running = StartOnClock();
        Task delay = Task.Delay(Minute, running.Loop.TimeProvider, CancellationToken.None);

        _clock.Advance(Minute - TimeSpan.FromTicks(1));
        running.SettleTimers();
        Assert.False(delay.IsCompleted);
        _clock.Advance(TimeSpan.FromTicks(1));

        await delay.InTime();
    }

    [Fact]
    public async Task A_cancellation_after_a_time_comes_on_the_loop()
    {
        using RunningLoop running = StartOnClock();
        using var cancellation = new CancellationTokenSource(Minute, running.Loop.TimeProvider);
        var cancelledOn = new TaskCompletionSource<EventLoop?>();
        using CancellationTokenRegistration told = cancellation.Token.Register(() => cancelledOn.SetResult(EventLoop.Current), useSynchronizationContext: false);

        running.SettleTimers();
        Assert.False(cancellation.IsCancellationRequested);
        _clock.Advance(Minute);

        Assert.Same(running.Loop, await cancelledOn.Task.InTime());
    }

    [Fact]
    public async Task A_PeriodicTimer_ticks_by_the_clock()
    {
        using RunningLoop running = StartOnClock();
        using var timer = new PeriodicTimer(Minute, running.Loop.TimeProvider);

        for (int tick = 0; tick < 3; tick++)
        {
            ValueTask<bool> next = timer.WaitForNextTickAsync(CancellationToken.None);
            running.SettleTimers();
            Assert.False(next.IsCompleted);
            _clock.Advance(Minute);
            Assert.True(await next.InTime());
        }
    }

    [Fact]
    public async Task A_timer_runs_on_the_loop_with_its_state_and_the_ambient_values_of_its_maker()
    {
        using RunningLoop running = StartOnClock();
        var seen = new TaskCompletionSource<(EventLoop?, object?, string?)>();
        _ambient.Value = "maker's";
        using ITimer timer = running.Loop.TimeProvider.CreateTimer(state => seen.SetResult((EventLoop.Current, state, _ambient.Value)), "state", Minute, Timeout.InfiniteTimeSpan);
        _ambient.Value = "changed";

        _clock.Advance(Minute);

        Assert.Equal((running.Loop, "state", "maker's"), await seen.Task.InTime());
    }

    [Fact]
    public void A_timer_obeys_the_contract_of_ITimer()
    {
        using RunningLoop running = StartOnClock();
        int runs = 0;
        ITimer timer = running.Loop.TimeProvider.CreateTimer(_ => runs++, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        void Expect(int expected)
        {
            _clock.Advance(Minute);
            running.SettleTimers();
            Assert.Equal(expected, runs);
        }

        Expect(0);
        Assert.True(timer.Change(Minute, Minute));
        Expect(1);
        Expect(2);
        Assert.True(timer.Change(Minute, TimeSpan.Zero));
        Expect(3);
        Expect(3);
        Assert.True(timer.Change(Minute, Minute));
        timer.Dispose();
        Assert.False(timer.Change(Minute, Minute));
        Expect(3);
    }

    [Fact]
    public void Bad_arguments_are_refused()
    {
        using RunningLoop running = StartOnClock();
        TimeProvider time = running.Loop.TimeProvider;

        Assert.Throws<ArgumentNullException>("callback", () => time.CreateTimer(null!, null, Minute, Minute));
        Assert.Throws<ArgumentOutOfRangeException>("dueTime", () => time.CreateTimer(_ => { }, null, TimeSpan.FromTicks(-1), Minute));
        Assert.Throws<ArgumentOutOfRangeException>("period", () => time.CreateTimer(_ => { }, null, Minute, TimeSpan.FromTicks(-1)));
    }

    [Fact]
    public async Task What_waits_for_its_timers_goes_on_once_the_loop_has_ended()
    {
        using RunningLoop running = StartOnClock();
        TimeProvider time = running.Loop.TimeProvider;
        Task before = Task.Delay(Minute, time, TestContext.Current.CancellationToken);
        using var source = new CancellationTokenSource(Minute, time);
        using var periodic = new PeriodicTimer(Minute, time);
        Task<bool> tick = periodic.WaitForNextTickAsync(TestContext.Current.CancellationToken).AsTask();
        running.Loop.Stop();
        running.Join();
        Task after = Task.Delay(Minute, time, TestContext.Current.CancellationToken);
        Assert.False(before.IsCompleted || after.IsCompleted || source.IsCancellationRequested || tick.IsCompleted);

        _clock.Advance(Minute);

        await before.InTime();
        await after.InTime();
        Assert.True(await tick.InTime());
        BoundedTasks.Await(() => source.IsCancellationRequested, "The source was not cancelled.");
        tick = periodic.WaitForNextTickAsync(TestContext.Current.CancellationToken).AsTask();
        _clock.Advance(Minute);
        Assert.True(await tick.InTime());
    }

    [Fact]
    public void A_timer_can_be_changed_and_stopped_once_the_loop_has_ended()
    {
        using RunningLoop running = StartOnClock();
        int runs = 0;
        using ITimer timer = running.Loop.TimeProvider.CreateTimer(_ => Interlocked.Increment(ref runs), null, Minute, Minute);
        running.Loop.Stop();
        running.Join();

        _clock.Advance(Minute);
        Assert.Equal(1, runs);
        Assert.True(timer.Change(TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan));
        _clock.Advance(Minute);
        Assert.Equal(2, runs);
        timer.Dispose();
        Assert.False(timer.Change(Minute, Minute));
        _clock.Advance(Minute);
        Assert.Equal(2, runs);
    }

    private RunningLoop StartOnClock() => Start(null, new EventLoopServices { TimeProvider = _clock });
}
