using System.Diagnostics;
using Microsoft.Win32.SafeHandles;

namespace Mux.Tests;

/// <summary>What a loop measures while somebody listens, and that it costs nothing while nobody does.</summary>
public sealed class LoopDurationsTests : IDisposable
{
    private const string Tags = "mux.backend=scripted, mux.loop.name=measured";

    private static readonly TimeSpan Work = TimeSpan.FromMilliseconds(2);

    private readonly RecordedMeters _meters = new();
    private readonly ScriptedMultiplexer _script = new();

    public void Dispose() => _meters.Dispose();

    [Fact]
    public void The_events_of_each_wait_are_recorded()
    {
        using EventLoop loop = Loop();
        using var handle = new SafeFileHandle();
        EventRegistration one = loop.Register(handle, Interests.Readable, TriggerMode.Level, new Unused());
        _meters.Listen();
        _script.Then(events => events.Add(one, Readiness.Readable));
        _script.Then(events =>
        {
            events.Add(one, Readiness.Readable);
            events.Add(one, Readiness.Readable);
        });

        Run(loop);

        Assert.Equal([1, 2, 0], _meters.Recorded("mux.loop.wait.events").Select(measured => measured.Value));
        Assert.All(_meters.Recorded("mux.loop.wait.events"), measured => Assert.Equal(Tags, measured.Tags));
    }

    [Fact]
    public void The_duration_of_each_wait_is_recorded_in_seconds()
    {
        using EventLoop loop = Loop();
        _meters.Listen();
        _script.Then(_ => Spin());

        Run(loop);

        AssertOneAtLeastAsLong(_meters.Recorded("mux.loop.wait.duration"), count: 2);
    }

    [Fact]
    public void The_duration_of_the_callbacks_between_two_waits_is_recorded_in_seconds()
    {
        using EventLoop loop = Loop();
        _meters.Listen();
        loop.Post(Spin);
        _script.Then(_ => { });

        Run(loop);

        AssertOneAtLeastAsLong(_meters.Recorded("mux.loop.dispatch.duration"), count: 2);
    }

    [Fact]
    public void The_time_from_a_post_to_its_run_is_recorded_in_seconds()
    {
        using EventLoop loop = Loop();
        _meters.Listen();
        loop.Post(() => { });
        _script.Then(_ => Spin());

        Run(loop);

        AssertOneAtLeastAsLong(_meters.Recorded("mux.loop.work.lag"), count: 1);
    }

    [Fact]
    public void What_was_posted_before_anybody_listened_has_no_lag()
    {
        using EventLoop loop = Loop();
        loop.Post(() => _meters.Listen());
        loop.Post(() => { });
        _script.Then(_ => { });

        Run(loop);

        Assert.Empty(_meters.Recorded("mux.loop.work.lag"));
    }

    [Fact]
    public void While_nobody_listens_a_turn_with_an_event_a_timer_and_a_post_allocates_nothing()
    {
        const int WarmUp = 2_000;
        const int Turns = 20_000;
        using EventLoop loop = Loop();
        using var handle = new SafeFileHandle();
        var counted = new Busy(loop);
        EventRegistration one = loop.Register(handle, Interests.Readable, TriggerMode.Level, counted);
        Action<ReadyEvents> wait = events => events.Add(one, Readiness.Readable);
        for (int turn = 0; turn < WarmUp + Turns; turn++)
        {
            _script.Then(wait);
        }

        counted.MeasureFrom = WarmUp;
        Run(loop);

        Assert.Equal(WarmUp + Turns, counted.Events);
        Assert.InRange(counted.Timers, Turns, WarmUp + Turns); // Each turn's is due by the next one.
        Assert.InRange(counted.Posts, Turns, WarmUp + Turns);
        Assert.Equal(0, counted.Allocated);
    }

    private static void Spin()
    {
        long begun = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begun) < Work)
        {
            Thread.SpinWait(20);
        }
    }

    // The upper limit is that of a hang.
    private static void AssertOneAtLeastAsLong(RecordedMeters.Measured[] recorded, int count)
    {
        Assert.Equal(count, recorded.Length);
        Assert.All(recorded, measured => Assert.Equal(Tags, measured.Tags));
        Assert.InRange(recorded[0].Value, Work.TotalSeconds, Bound.Hang.TotalSeconds);
        Assert.All(recorded, measured => Assert.InRange(measured.Value, 0, Bound.Hang.TotalSeconds));
    }

    private EventLoop Loop() => new(_script, new EventLoopOptions { Name = "measured" }, new EventLoopServices { MeterFactory = _meters });

    private void Run(EventLoop loop)
    {
        _script.Then(_ => loop.Stop());
        loop.Run(TestContext.Current.CancellationToken);
    }

    private sealed class Unused : IReadyHandler
    {
        public void OnReady(ReadyEvent ready)
        {
        }
    }

    /// <summary>At each event it posts, and schedules its timer anew.</summary>
    private sealed class Busy : IReadyHandler
    {
        private static readonly Action<Busy> CountPost = static busy => busy.Posts++;

        private readonly EventLoop _loop;
        private readonly LoopTimer _timer;
        private long _before;

        public Busy(EventLoop loop)
        {
            _loop = loop;
            _timer = loop.Schedule(Timeout.InfiniteTimeSpan, () => Timers++);
        }

        public int MeasureFrom { get; set; }

        public int Events { get; private set; }

        public int Posts { get; private set; }

        public int Timers { get; private set; }

        /// <summary>Bytes, from the event to measure from to the last one so far.</summary>
        public long Allocated { get; private set; }

        public void OnReady(ReadyEvent ready)
        {
            if (++Events == MeasureFrom)
            {
                _before = GC.GetAllocatedBytesForCurrentThread();
            }

            Allocated = GC.GetAllocatedBytesForCurrentThread() - _before;
            _loop.Post(CountPost, this);
            _timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }
}
