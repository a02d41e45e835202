namespace Mux.Conformance;

/// <summary>What a post costs: a system call when the loop sleeps, and none when it does not.</summary>
public abstract class LoopWakeTests : LoopSuite
{
    private const int Posts = 1000;

    [Fact]
    public void Posts_to_a_loop_that_is_busy_cost_no_wake()
    {
        using var mux = new ObservedMultiplexer(Create());
        using var running = new RunningLoop(mux);
        var ran = new Counter();
        int wakes;

        using (running.Hold())
        {
            wakes = mux.Wakes;
            PostAll(running.Loop, ran);

            Assert.Equal(wakes, mux.Wakes);
        }

        BoundedTasks.Await(() => ran.Value == Posts, "Not all posts ran.");
        Assert.Equal(wakes, mux.Wakes);
    }

    [Fact]
    public void Posts_to_a_loop_that_sleeps_cost_one_wake_however_many_they_are()
    {
        using var awakes = new ManualResetEventSlim();
        using var mux = new ObservedMultiplexer(Create());
        using var running = new RunningLoop(mux);
        var ran = new Counter();
        mux.AwaitSleep();
        mux.AfterWait(() => awakes.Wait(Bound.Hang)); // The first post wakes it; until all are posted it gets no further than that.
        int wakes = mux.Wakes;

        Crowd.Of(4, _ => PostAll(running.Loop, ran));
        awakes.Set();

        BoundedTasks.Await(() => ran.Value == 4 * Posts, "Not all posts ran.");
        Assert.Equal(wakes + 1, mux.Wakes);
    }

    [Fact]
    public void Each_sleep_that_a_post_ends_costs_one_wake()
    {
        using var mux = new ObservedMultiplexer(Create());
        using var running = new RunningLoop(mux);
        mux.AwaitSleep();
        int wakes = mux.Wakes;

        for (int round = 1; round <= 100; round++)
        {
            running.Settle();
            mux.AwaitSleep();
            Assert.Equal(wakes + round, mux.Wakes);
        }
    }

    [Fact]
    public void Posts_of_the_loop_itself_cost_no_wake()
    {
        using var mux = new ObservedMultiplexer(Create());
        using var running = new RunningLoop(mux);
        var ran = new Counter();
        mux.AwaitSleep();
        int wakes = mux.Wakes;

        running.Loop.Post(() => PostAll(running.Loop, ran));

        BoundedTasks.Await(() => ran.Value == Posts, "Not all posts ran.");
        mux.AwaitSleep();
        Assert.Equal(wakes + 1, mux.Wakes);
    }

    [Fact]
    public void Timers_of_the_loop_itself_cost_no_wake()
    {
        using var mux = new ObservedMultiplexer(Create());
        using var running = new RunningLoop(mux);
        using var ran = new CountdownEvent(Posts);
        mux.AwaitSleep();
        int wakes = mux.Wakes;

        running.Loop.Post(() =>
        {
            for (int i = 0; i < Posts; i++)
            {
                running.Loop.Schedule(TimeSpan.FromMilliseconds(i % 10), () => ran.Signal());
            }
        });

        Assert.True(ran.Wait(Bound.Hang), "Not all timers ran.");
        Assert.Equal(wakes + 1, mux.Wakes);
    }

    [Fact]
    public void Stop_wakes_a_loop_that_sleeps_once()
    {
        using var mux = new ObservedMultiplexer(Create());
        using var running = new RunningLoop(mux);
        mux.AwaitSleep();
        int wakes = mux.Wakes;

        running.Loop.Stop();
        running.Loop.Stop();

        running.Join();
        Assert.Equal(wakes + 1, mux.Wakes);
    }

    [Fact]
    public void A_post_that_comes_while_the_loop_is_about_to_sleep_is_not_slept_over()
    {
        using RunningLoop running = Start();

        for (int round = 0; round < 5000; round++)
        {
            running.Settle(); // Posted at about the moment at which the loop, done with the former, goes to sleep: a lost one hangs here.
        }
    }

    private static int PostAll(EventLoop loop, Counter counter)
    {
        for (int i = 0; i < Posts; i++)
        {
            loop.Post(static counter => counter.Value++, counter);
        }

        return Posts;
    }

    private sealed class Counter
    {
        private int _value;

        public int Value
        {
            get => Volatile.Read(ref _value);
            set => Volatile.Write(ref _value, value);
        }
    }
}
