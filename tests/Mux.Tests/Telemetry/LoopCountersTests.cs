using Microsoft.Win32.SafeHandles;

namespace Mux.Tests;

/// <summary>What a loop counts, over waits that are written down.</summary>
public sealed class LoopCountersTests : IDisposable
{
    private readonly RecordedMeters _meters = new RecordedMeters().Listen();
    private readonly ScriptedMultiplexer _script = new();
    private int _wakes; // That the multiplexer saw before the loop was stopped.

    public void Dispose() => _meters.Dispose();

    [Fact]
    public void Iterations_are_the_waits()
    {
        using EventLoop loop = Loop();
        _script.Then(_ => { }).Then(_ => { }).Then(_ => { });

        double iterations = RunAndObserve(loop, "mux.loop.iterations");

        Assert.Equal(3, iterations);
    }

    [Fact]
    public void Events_count_those_collected_and_stale_ones_those_of_them_that_were_dropped()
    {
        using EventLoop loop = Loop();
        using var handle = new SafeFileHandle();
        EventRegistration second = null!;
        EventRegistration first = loop.Register(handle, Interests.Readable, TriggerMode.Level, new Handler(_ => second.Dispose()));
        second = loop.Register(handle, Interests.Readable, TriggerMode.Level, new Handler(_ => { }));
        _script.Then(events =>
        {
            events.Add(first, Readiness.Readable);
            events.Add(second, Readiness.Readable);
        });
        _script.Then(events => events.Add(first, Readiness.Readable));

        double[] seen = RunAndObserve(loop, "mux.loop.events", "mux.loop.events.stale", "mux.loop.registrations");

        Assert.Equal([3, 1, 1], seen);
    }

    [Fact]
    public void A_wait_is_saturated_when_it_fills_the_buffer()
    {
        using EventLoop loop = Loop(new EventLoopOptions { EventsPerWait = 2 });
        using var handle = new SafeFileHandle();
        EventRegistration one = loop.Register(handle, Interests.Readable, TriggerMode.Level, new Handler(_ => { }));
        _script.Then(events => events.Add(one, Readiness.Readable));
        _script.Then(events =>
        {
            events.Add(one, Readiness.Readable);
            events.Add(one, Readiness.Readable);
        });
        _script.Then(_ => { });

        double saturated = RunAndObserve(loop, "mux.loop.waits.saturated");

        Assert.Equal(1, saturated);
    }

    [Fact]
    public void Of_posts_to_a_loop_that_sleeps_the_first_is_a_wake_and_the_others_are_coalesced()
    {
        using EventLoop loop = Loop();
        _script.Then(_ => Elsewhere(() =>
        {
            loop.Post(() => { });
            loop.Post(() => { });
            loop.Post(() => loop.Post(() => { })); // What the loop posts to itself is neither.
        }));
        _script.Then(_ => Elsewhere(() => loop.Post(() => { })));

        double[] seen = RunAndObserve(loop, "mux.loop.work", "mux.loop.wakes", "mux.loop.wakes.coalesced");

        Assert.Equal([5, 2, 2], seen);
        Assert.Equal(2, _wakes);
    }

    [Fact]
    public void Posts_to_a_loop_that_does_not_sleep_wake_nobody()
    {
        using EventLoop loop = Loop();
        loop.Post(() => Elsewhere(() => loop.Post(() => { }))); // Posted before it runs, and while a callback does.
        _script.Then(_ => { });

        double[] seen = RunAndObserve(loop, "mux.loop.work", "mux.loop.wakes", "mux.loop.wakes.coalesced");

        Assert.Equal([2, 0, 2], seen);
        Assert.Equal(0, _wakes);
    }

    [Fact]
    public void Timers_are_those_scheduled_and_not_those_cancelled_or_over()
    {
        using EventLoop loop = Loop();
        loop.Post(() =>
        {
            loop.Schedule(TimeSpan.FromHours(1), () => { });
            loop.Schedule(TimeSpan.FromHours(2), TimeSpan.FromHours(2), () => { });
            loop.Schedule(TimeSpan.FromHours(1), () => { }).Dispose();
            loop.Schedule(TimeSpan.Zero, () => { });
            loop.Schedule(Timeout.InfiniteTimeSpan, () => { });
        });
        _script.Then(_ => { }).Then(_ => { }); // In the first the posted action runs, in the second the timer that is due.

        double timers = RunAndObserve(loop, "mux.loop.timers");

        Assert.Equal(2, timers);
    }

    [Fact]
    public void Exceptions_of_handlers_timers_and_posted_actions_are_counted()
    {
        using EventLoop loop = Loop();
        using var handle = new SafeFileHandle();
        EventRegistration one = loop.Register(handle, Interests.Readable, TriggerMode.Level, new Handler(_ => throw new InvalidOperationException("a handler")));
        loop.Post(() => throw new InvalidOperationException("a posted action"));
        loop.Post(() => loop.Schedule(TimeSpan.Zero, () => throw new InvalidOperationException("a timer")));
        _script.Then(events => events.Add(one, Readiness.Readable)).Then(_ => { });

        double exceptions = RunAndObserve(loop, "mux.loop.exceptions");

        Assert.Equal(3, exceptions);
    }

    [Fact]
    public void A_loop_that_ends_because_a_wait_failed_is_a_failure_and_one_that_was_stopped_is_not()
    {
        using EventLoop stopped = Loop();
        RunAndObserve(stopped, "mux.loop.work");
        using EventLoop failed = Loop(new EventLoopOptions { Name = "failed" });
        var failure = new IOException("as it should");
        _script.Then(_ => throw failure);

        Assert.Same(failure, Assert.Throws<IOException>(() => failed.Run(TestContext.Current.CancellationToken)));

        Assert.Equal([new RecordedMeters.Measured("mux.loop.failures", 1, "mux.backend=scripted, mux.loop.name=failed")], _meters.Recorded("mux.loop.failures"));
    }

    private EventLoop Loop(EventLoopOptions? options = null) => new(_script, options, new EventLoopServices { MeterFactory = _meters });

    private double RunAndObserve(EventLoop loop, string instrument) => RunAndObserve(loop, [instrument])[0];

    // The last wait of the script looks at the instruments, and stops the loop.
    private double[] RunAndObserve(EventLoop loop, params string[] instruments)
    {
        double[] seen = [];
        _script.Then(_ =>
        {
            seen = [.. instruments.Select(instrument => Assert.Single(_meters.Observe(instrument)).Value)];
            _wakes = _script.Wakes;
            loop.Stop();
        });
        loop.Run(TestContext.Current.CancellationToken);
        return seen;
    }

    private static void Elsewhere(Action action) => Background.Run(action).Join();

    private sealed class Handler(Action<ReadyEvent> handle) : IReadyHandler
    {
        public void OnReady(ReadyEvent ready) => handle(ready);
    }
}
