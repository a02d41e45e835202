namespace Mux.Conformance;

/// <summary>What allocates nothing in the steady state: posting on both sides, timers that are set again, and delays.</summary>
/// <remarks>
/// Derive it in a collection that runs alone. A garbage collection that another thread sets off takes away what is left of a thread's allocation context, up to 8 KiB, and .NET 10 counts that
/// as allocated by the thread.
/// </remarks>
public abstract class LoopQuietTests : LoopSuite
{
    private const int Window = 1000; // How far the poster runs ahead of the loop.

    /// <summary>How often each action runs. A system whose calls are slow takes fewer: an allocation shows in the first thousand.</summary>
    protected virtual int Calls => 200_000;

    [Fact]
    public void A_post_with_a_state_allocates_nothing_on_either_side()
    {
        using RunningLoop running = Start();
        var probe = new Probe();
        using (running.Hold())
        {
            Post(running.Loop, probe, 3 * Window); // The queue has grown beyond any backlog to come, and not so far that the loop gives its memory back.
        }

        probe.Await(3 * Window);
        Measure(running.Loop, probe, Calls / 10);
        (long here, long onLoop) = Measure(running.Loop, probe, Calls);

        Assert.Equal((0, 0), (here, onLoop));
    }

    [Fact]
    public async Task What_is_run_after_a_callback_allocates_nothing()
    {
        using RunningLoop running = Start();
        EventLoop loop = running.Loop;
        object state = new();
        await loop.InvokeAsync(() => Defer(100)).InTime();

        long allocated = await loop.InvokeAsync(() =>
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Defer(100);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }).InTime();

        Assert.Equal(0, allocated);

        void Defer(int times)
        {
            for (int i = 0; i < times; i++)
            {
                loop.RunAfterCallback(static _ => { }, state);
            }
        }
    }

    [Fact]
    public async Task A_timer_that_sets_itself_again_allocates_nothing()
    {
        using RunningLoop running = Start();

        long allocated = await running.Loop.InvokeAsync(() => new RepeatingTimer(running.Loop, warmUp: 1000, Calls).Allocated).InTime();

        Assert.Equal(0, allocated);
    }

    [Fact]
    public async Task Delays_that_are_awaited_on_the_loop_allocate_nothing()
    {
        using RunningLoop running = Start();

        Assert.Equal(RuntimeAwait.BytesEach * (Calls / 4), await running.Loop.InvokeAsync(() => AwaitDelays(running.Loop, CancellationToken.None)).InTime());
    }

    [Fact]
    public async Task Delays_that_could_be_cancelled_allocate_nothing()
    {
        using RunningLoop running = Start();
        using var cancellation = new CancellationTokenSource();

        Assert.Equal(RuntimeAwait.BytesEach * (Calls / 4), await running.Loop.InvokeAsync(() => AwaitDelays(running.Loop, cancellation.Token)).InTime());
    }

    private static void Post(EventLoop loop, Probe probe, int count)
    {
        for (int i = 0; i < count; i++)
        {
            loop.Post(static probe => probe.Count(), probe);
        }
    }

    private static (long Here, long OnLoop) Measure(EventLoop loop, Probe probe, int calls)
    {
        long onLoop = probe.ReadOnLoop(loop);
        long here = GC.GetAllocatedBytesForCurrentThread();
        for (int posted = 0; posted < calls; posted += Window)
        {
            int before = probe.Counted;
            Post(loop, probe, Window);
            probe.Await(before + Window);
        }

        here = GC.GetAllocatedBytesForCurrentThread() - here;
        return (here, probe.ReadOnLoop(loop) - onLoop);
    }

    private async Task<long> AwaitDelays(EventLoop loop, CancellationToken cancellation)
    {
        long before = 0;
        for (int i = -1000; i < Calls / 4; i++)
        {
            if (i == 0)
            {
                before = GC.GetAllocatedBytesForCurrentThread();
            }

            await loop.DelayAsync(TimeSpan.FromTicks(i & 1), cancellation);
        }

        Assert.True(loop.IsCurrentThread);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private sealed class Probe
    {
        private int _counted;
        private long _bytes;

        public int Counted => Volatile.Read(ref _counted);

        public void Count() => Volatile.Write(ref _counted, _counted + 1);

        /// <summary>Without an allocation on this thread.</summary>
        public void Await(int counted)
        {
            var spin = default(SpinWait);
            long deadline = Environment.TickCount64 + (long)Bound.Hang.TotalMilliseconds;
            while (Counted < counted)
            {
                Assert.True(Environment.TickCount64 < deadline);
                spin.SpinOnce();
            }
        }

        public long ReadOnLoop(EventLoop loop)
        {
            int next = Counted + 1;
            loop.Post(
                static probe =>
                {
                    probe._bytes = GC.GetAllocatedBytesForCurrentThread();
                    probe.Count();
                },
                this);
            Await(next);
            return _bytes;
        }
    }

    private sealed class RepeatingTimer
    {
        private readonly TaskCompletionSource<long> _allocated = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly LoopTimer _timer;
        private int _left;
        private readonly int _measured;
        private long _before;

        public RepeatingTimer(EventLoop loop, int warmUp, int measured)
        {
            (_left, _measured) = (warmUp + measured, measured);
            _timer = loop.Schedule(TimeSpan.Zero, Timeout.InfiniteTimeSpan, static self => self.Tick(), this);
        }

        public Task<long> Allocated => _allocated.Task;

        private void Tick()
        {
            if (--_left == _measured)
            {
                _before = GC.GetAllocatedBytesForCurrentThread();
            }

            if (_left == 0)
            {
                _allocated.SetResult(GC.GetAllocatedBytesForCurrentThread() - _before);
                return;
            }

            _timer.Reschedule(TimeSpan.Zero);
        }
    }
}
