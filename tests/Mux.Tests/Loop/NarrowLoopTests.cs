using System.Runtime.InteropServices;

namespace Mux.Tests;

/// <summary>Moments between two steps of a loop that threads meet only by chance: each is brought about here.</summary>
public sealed class NarrowLoopTests
{
    [Fact]
    public async Task A_delay_that_begins_while_the_loop_ends_is_told_of_it()
    {
        var clock = new InterposedClock();
        using var running = new RunningLoop(NativeMultiplexer.Create(), services: new EventLoopServices { TimeProvider = clock });
        clock.BeforeNextLookOf(Environment.CurrentManagedThreadId, () =>
        {
            running.Loop.Stop();
            running.Join();
        });

        ValueTask delay = running.Loop.DelayAsync(TimeSpan.FromHours(1), TestContext.Current.CancellationToken); // The loop is open when this begins, and has ended before the delay is scheduled.

        await Assert.ThrowsAsync<ObjectDisposedException>(() => delay.AsTask().InTime());
    }

    [Fact]
    public void After_a_wake_that_failed_the_next_post_wakes_again()
    {
        using var multiplexer = new RefusingWake(NativeMultiplexer.Create());
        using var observed = new ObservedMultiplexer(multiplexer);
        using var running = new RunningLoop(observed);
        using var ran = new CountdownEvent(2);
        observed.AwaitSleep();
        multiplexer.RefuseNext = true;

        Assert.Throws<MultiplexerException>(() => running.Loop.Post(() => ran.Signal()));
        running.Loop.Post(() => ran.Signal());

        Assert.True(ran.Wait(Bound.Hang, TestContext.Current.CancellationToken)); // Both: what was posted by the first is not lost.
    }

    [Fact]
    public void A_timer_that_becomes_due_while_the_loop_spins_ends_the_spin()
    {
        var clock = new ManualClock();
        var script = new ScriptedMultiplexer();
        using var loop = new EventLoop(script, new EventLoopOptions { SpinBeforeBlocking = TimeSpan.FromMilliseconds(100) }, new EventLoopServices { TimeProvider = clock });
        int waitsBefore = 0;
        int waits = 0;
        loop.Post(() => loop.Schedule(TimeSpan.FromMilliseconds(10), () =>
        {
            waitsBefore = waits;
            loop.Stop();
        }));
        script.Then(_ => waits++); // The turn that schedules it.
        script.Then(_ =>
        {
            waits++; // The first look of the spin.
            clock.Advance(TimeSpan.FromMilliseconds(10));
        });
        for (int i = 0; i < 1000; i++)
        {
            script.Then(_ => waits++);
        }

        loop.Run(TestContext.Current.CancellationToken);

        Assert.Equal(2, waitsBefore);
    }

    /// <summary>The system's clock, with an action before one look.</summary>
    private sealed class InterposedClock : TimeProvider
    {
        private Action? _action;
        private int _thread;

        public void BeforeNextLookOf(int thread, Action action) => (_thread, _action) = (thread, action);

        public override long GetTimestamp()
        {
            if (Environment.CurrentManagedThreadId == _thread)
            {
                Interlocked.Exchange(ref _action, null)?.Invoke();
            }

            return base.GetTimestamp();
        }
    }

    /// <summary>A clock that stands still between two advances. It has no timers: the loop's alarm never rings.</summary>
    private sealed class ManualClock : TimeProvider
    {
        private long _now = 1;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Advance(TimeSpan time) => _now += time.Ticks;

        public override long GetTimestamp() => _now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new NoTimer();

        private sealed class NoTimer : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }

    private sealed class RefusingWake(IEventMultiplexer inner) : IEventMultiplexer
    {
        public bool RefuseNext { get; set; }

        public string Name => inner.Name;

        public MultiplexerFeatures Features => inner.Features;

        public SafeHandle? Handle => inner.Handle;

        public EventRegistration Register(SafeHandle handle, Interests interests, TriggerMode trigger, object? state, RegistrationOptions options) =>
            inner.Register(handle, interests, trigger, state, options);

        public int Wait(ReadyEvents events, TimeSpan timeout) => inner.Wait(events, timeout);

        public void Wake()
        {
            if (RefuseNext)
            {
                RefuseNext = false;
                throw new MultiplexerException("write", 5);
            }

            inner.Wake();
        }

        public void Dispose() => inner.Dispose();
    }
}
