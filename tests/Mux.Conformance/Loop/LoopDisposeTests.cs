namespace Mux.Conformance;

/// <summary>The end of a loop, from wherever it is asked for, and as often.</summary>
public abstract class LoopDisposeTests : LoopSuite
{
    /// <summary>How often a race is run.</summary>
    protected virtual int Rounds => 200;

    [Fact]
    public void Dispose_waits_until_the_loop_has_ended()
    {
        using RunningLoop running = Start();

        running.Loop.Dispose();

        Assert.True(running.Loop.Completion.IsCompletedSuccessfully);
        running.Join();
        running.Loop.Dispose();
    }

    [Fact]
    public async Task Dispose_from_inside_a_callback_returns_and_the_loop_ends_afterwards()
    {
        using RunningLoop running = Start();

        bool hadEnded = await running.Loop.InvokeAsync(() =>
        {
            running.Loop.Dispose();
            running.Loop.Dispose();
            return running.Loop.Completion.IsCompleted;
        }).InTime();

        Assert.False(hadEnded);
        running.Join();
        Assert.True(running.Loop.Completion.IsCompletedSuccessfully);
    }

    [Fact]
    public void Two_loops_that_dispose_of_each_other_end()
    {
        using RunningLoop one = Start();
        using RunningLoop other = Start();
        using var meeting = new Barrier(2);
        one.Loop.Post(() => DisposeTogether(meeting, other.Loop));
        other.Loop.Post(() => DisposeTogether(meeting, one.Loop));

        one.Join();
        other.Join();
    }

    [Fact]
    public void Loops_that_dispose_of_the_next_one_in_a_ring_end()
    {
        RunningLoop[] ring = [Start(), Start(), Start(), Start()];
        using var meeting = new Barrier(ring.Length);
        for (int i = 0; i < ring.Length; i++)
        {
            EventLoop next = ring[(i + 1) % ring.Length].Loop;
            ring[i].Loop.Post(() => DisposeTogether(meeting, next));
        }

        foreach (RunningLoop running in ring)
        {
            running.Join();
            running.Dispose();
        }
    }

    [Fact]
    public void A_loop_that_runs_inside_another_ones_callback_and_disposes_of_a_third_that_disposes_of_the_outer_one_ends()
    {
        using RunningLoop outer = Start();
        using RunningLoop third = Start();
        using IEventMultiplexer mux = Create();
        using var meeting = new Barrier(2);
        outer.Loop.Post(() =>
        {
            using var inner = new EventLoop(mux);
            inner.Post(() => DisposeTogether(meeting, third.Loop));
            inner.Post(inner.Stop);
            inner.Run(CancellationToken.None);
        });
        third.Loop.Post(() => DisposeTogether(meeting, outer.Loop));

        outer.Join();
        third.Join();
    }

    [Fact]
    public void Loops_that_never_ran_and_whose_tokens_dispose_of_each_other_end()
    {
        using IEventMultiplexer mux = Create();
        var one = new EventLoop(mux);
        var other = new EventLoop(mux);
        using CancellationTokenRegistration ofOne = one.Stopping.Register(other.Dispose);
        using CancellationTokenRegistration ofOther = other.Stopping.Register(one.Dispose);

        Background disposal = Background.Run(one.Dispose);

        disposal.Join();
        Assert.True(one.Completion.IsCompletedSuccessfully);
        Assert.True(other.Completion.IsCompletedSuccessfully);
    }

    [Fact]
    public void A_loop_that_disposes_of_another_waits_for_its_end()
    {
        using RunningLoop one = Start();
        using RunningLoop other = Start();
        bool hadEnded = false;

        one.Loop.Post(() =>
        {
            other.Loop.Dispose();
            hadEnded = other.Loop.Completion.IsCompleted;
            one.Loop.Stop();
        });

        one.Join();
        Assert.True(hadEnded);
    }

    [Fact]
    public async Task Whoever_stops_waiting_for_a_loop_that_hangs_does_not_wait_for_it_again()
    {
        using RunningLoop running = Start();
        HeldLoop held = running.Hold();
        using var impatience = new CancellationTokenSource();
        Task stopping = running.Loop.StopAsync(impatience.Token);
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stopping.InTime());

        running.Loop.Dispose();
        await running.Loop.DisposeAsync().InTime();

        Assert.False(running.Loop.Completion.IsCompleted);
        held.Dispose();
        running.Join();
        Assert.True(running.Loop.Completion.IsCompletedSuccessfully);
    }

    [Fact]
    public void Dispose_from_inside_a_handler_ends_the_loop()
    {
        using RunningLoop running = Start();
        using var pair = ConnectedPair.OnLoopback();
        var handler = new CallingHandler(_ => running.Loop.Dispose());

        running.Loop.Register(pair.Left, Interests.Writable, TriggerMode.Level, handler);

        running.Join();
        Assert.Equal(1, handler.Calls);
    }

    [Fact]
    public void Dispose_from_inside_a_timer_ends_the_loop()
    {
        using RunningLoop running = Start();

        using LoopTimer timer = running.Loop.Schedule(TimeSpan.Zero, TimeSpan.FromMilliseconds(1), running.Loop.Dispose);

        running.Join();
    }

    [Fact]
    public void Dispose_by_many_threads_at_once_ends_the_loop_for_each_of_them()
    {
        for (int round = 0; round < Rounds; round++)
        {
            using RunningLoop running = Start();

            bool[] ended = Crowd.Of(4, _ =>
            {
                running.Loop.Dispose();
                return running.Loop.Completion.IsCompleted;
            });

            Assert.DoesNotContain(false, ended);
            running.Join();
        }
    }

    [Fact]
    public async Task DisposeAsync_completes_when_the_loop_has_ended()
    {
        using RunningLoop running = Start();

        await running.Loop.DisposeAsync().InTime();

        Assert.True(running.Loop.Completion.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_cancelled_StopAsync_ends_the_waiting_and_not_the_stopping()
    {
        using RunningLoop running = Start();
        using var cancellation = new CancellationTokenSource();
        Task stop;

        using (running.Hold())
        {
            stop = running.Loop.StopAsync(cancellation.Token);
            await cancellation.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stop.InTime());
            Assert.False(running.Loop.Completion.IsCompleted);
        }

        running.Join();
    }

    [Fact]
    public async Task A_loop_that_is_disposed_of_before_it_runs_never_does()
    {
        using IEventMultiplexer mux = Create();
        var loop = new EventLoop(mux);
        Task call = loop.InvokeAsync(() => Assert.Fail("It runs."));
        Task delay = loop.DelayAsync(TimeSpan.Zero, CancellationToken.None).AsTask();

        loop.Dispose();

        Assert.True(loop.Completion.IsCompletedSuccessfully);
        Assert.Throws<ObjectDisposedException>(() => loop.Run(CancellationToken.None));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => call.InTime());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => delay.InTime());
    }

    [Fact]
    public void Run_on_a_loop_that_runs_is_refused()
    {
        using RunningLoop running = Start();

        InvalidOperationException refusal = Assert.Throws<InvalidOperationException>(() => running.Loop.Run(CancellationToken.None));

        Assert.Contains(running.Loop.Name, refusal.Message, StringComparison.Ordinal);
        running.Settle();
    }

    [Fact]
    public void Run_on_a_loop_that_has_run_is_refused()
    {
        using RunningLoop running = Start();
        running.Loop.Stop();
        running.Join();

        Assert.ThrowsAny<InvalidOperationException>(() => running.Loop.Run(CancellationToken.None));
    }

    [Fact]
    public async Task A_cancelled_token_stops_the_loop()
    {
        using IEventMultiplexer mux = Create();
        using var loop = new EventLoop(mux);
        using var cancellation = new CancellationTokenSource();
        Background runner = Background.Run(() => loop.Run(cancellation.Token));
        await loop.InvokeAsync(() => { }).InTime();

        await cancellation.CancelAsync();

        runner.Join();
        Assert.True(loop.Completion.IsCompletedSuccessfully);
    }

    [Fact]
    public void A_token_that_was_cancelled_before_lets_what_was_posted_run_and_no_more()
    {
        using IEventMultiplexer mux = Create();
        using var loop = new EventLoop(mux);
        int ran = 0;
        loop.Post(() => ran++);

        loop.Run(new CancellationToken(canceled: true));

        Assert.Equal(1, ran);
        Assert.True(loop.Completion.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task What_is_awaited_on_a_handle_ends_with_the_loop()
    {
        using RunningLoop running = Start();
        using var pair = ConnectedPair.OnLoopback();
        AsyncHandle left = running.Loop.Attach(pair.Left, Interests.Readable);
        Task here = left.ReadableAsync(CancellationToken.None).AsTask();
        using var other = ConnectedPair.OnLoopback();
        AsyncHandle right = running.Loop.Attach(other.Left, Interests.Readable);
        Task onLoop = running.Loop.InvokeAsync(async () => { await right.ReadableAsync(CancellationToken.None); });
        running.Settle();

        running.Loop.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => here.InTime());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => onLoop.InTime());
        Assert.Equal(0, running.Loop.RegistrationCount);
    }

    [Fact]
    public void The_multiplexer_of_a_caller_outlives_the_loop_with_what_is_registered()
    {
        using var mux = new ObservedMultiplexer(Create());
        using var pair = ConnectedPair.OnLoopback();
        using var running = new RunningLoop(mux);
        EventRegistration left = running.Loop.Register(pair.Left, Interests.Readable, TriggerMode.Level, new CallingHandler(_ => { }));

        running.Loop.Dispose();

        Assert.False(mux.IsDisposed);
        pair.Right.Send([1]);
        Assert.Equal(new ReadyEvent(left, Readiness.Readable), mux.WaitForOne());
    }

    [Fact]
    public void One_multiplexer_serves_one_loop_after_the_other()
    {
        using IEventMultiplexer mux = Create();

        for (int round = 0; round < 3; round++)
        {
            using var loop = new EventLoop(mux);
            int ran = 0;
            loop.Post(() => ran++);
            loop.Post(loop.Stop);
            loop.Run(CancellationToken.None);
            Assert.Equal(1, ran);
        }
    }

    private static void DisposeTogether(Barrier meeting, EventLoop loop)
    {
        Assert.True(meeting.SignalAndWait(Bound.Hang));
        loop.Dispose();
    }
}
