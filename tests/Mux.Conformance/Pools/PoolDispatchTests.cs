using System.Collections.Concurrent;

namespace Mux.Conformance;

/// <summary>Who gets an event of a thread pool, and what a handler's answer does.</summary>
public abstract class PoolDispatchTests : PoolSuite
{
    [Fact]
    public void Each_event_goes_to_exactly_one_thread()
    {
        const int Pairs = 40;
        int[] calls = new int[Pairs];
        using var handled = new SemaphoreSlim(0);
        using var pairs = new ManyPairs(Pairs);
        using ReadinessThreadPool pool = Start(threads: 4);
        for (int i = 0; i < Pairs; i++)
        {
            int index = i;
            pool.Register(pairs[i].Left.SafeHandle, Interests.Readable, _ =>
            {
                Interlocked.Increment(ref calls[index]);
                handled.Release();
                return ReadyOutcome.Pause;
            });
        }

        for (int i = 0; i < Pairs; i++)
        {
            pairs[i].Right.Send([1]);
        }

        Await(handled, Pairs);
        AssertQuiet(handled);
        Assert.All(calls, count => Assert.Equal(1, count));
    }

    [Fact]
    public void A_handler_is_given_the_event_on_a_thread_of_the_pool()
    {
        var seen = new ConcurrentQueue<(ReadyEvent Ready, string? Thread, bool IsBackground)>();
        using var handled = new SemaphoreSlim(0);
        using var pair = ConnectedPair.OnLoopback();
        using ReadinessThreadPool pool = Start(threads: 1);
        EventRegistration left = pool.Register(pair.Left.SafeHandle, Interests.Readable, ready =>
        {
            seen.Enqueue((ready, Thread.CurrentThread.Name, Thread.CurrentThread.IsBackground));
            handled.Release();
            return ReadyOutcome.Pause;
        });

        pair.Right.Send([1]);

        Await(handled);
        Assert.Equal((new ReadyEvent(left, Readiness.Readable), "pool-0", true), Assert.Single(seen));
        Assert.Equal(TriggerMode.OneShot, left.TriggerMode);
    }

    [Fact]
    public void A_handler_leaves_its_ambient_values_to_no_other()
    {
        var ambient = new AsyncLocal<string?>();
        var seen = new ConcurrentQueue<(string? Value, SynchronizationContext? Context)>();
        using var handled = new SemaphoreSlim(0);
        using var pairs = new ManyPairs(2);
        using ReadinessThreadPool pool = Start(threads: 1);
        for (int i = 0; i < 2; i++)
        {
            pool.Register(pairs[i].Left.SafeHandle, Interests.Readable, _ =>
            {
                seen.Enqueue((ambient.Value, SynchronizationContext.Current));
                ambient.Value = "left behind";
                SynchronizationContext.SetSynchronizationContext(new SynchronizationContext());
                handled.Release();
                return ReadyOutcome.Pause;
            });
            pairs[i].Right.Send([1]);
            Await(handled);
        }

        Assert.Equal([(null, null), (null, null)], seen);
    }

    [Fact]
    public void A_registration_past_the_pool_that_has_no_handler_is_unregistered_and_told_of()
    {
        using var told = new SemaphoreSlim(0);
        using var pair = ConnectedPair.OnLoopback();
        using ReadinessThreadPool pool = Start(threads: 1);
        pool.UnhandledException += (_, _) => told.Release();
        pair.Right.Send([1]);

        EventRegistration left = pool.Multiplexer.Register(pair.Left, Interests.Readable);

        Await(told);
        AssertQuiet(told);
        Assert.False(left.IsRegistered);
    }

    [Fact]
    public void A_handler_that_blocks_holds_up_nobody_else()
    {
        const int Rounds = 20;
        using var release = new ManualResetEventSlim();
        using var blocked = new SemaphoreSlim(0);
        using var handled = new SemaphoreSlim(0);
        using var slow = ConnectedPair.OnLoopback();
        using var quick = ConnectedPair.OnLoopback();
        using ReadinessThreadPool pool = Start(threads: 2);
        pool.Register(slow.Left.SafeHandle, Interests.Readable, _ => BlockUntil(release, blocked));
        pool.Register(quick.Left.SafeHandle, Interests.Readable, _ => TakeOne(quick, handled));

        slow.Right.Send([1]);
        Await(blocked);
        for (int round = 0; round < Rounds; round++)
        {
            quick.Right.Send([1]);
            Await(handled);
        }

        Assert.False(release.IsSet);
        release.Set();
    }

    [Fact]
    public void With_all_threads_busy_the_others_wait_and_then_run()
    {
        using var release = new ManualResetEventSlim();
        using var blocked = new SemaphoreSlim(0);
        using var handled = new SemaphoreSlim(0);
        using var pairs = new ManyPairs(5);
        using ReadinessThreadPool pool = Start(threads: 2);
        pool.Register(pairs[0].Left.SafeHandle, Interests.Readable, _ => BlockUntil(release, blocked));
        pool.Register(pairs[1].Left.SafeHandle, Interests.Readable, _ => BlockUntil(release, blocked));
        pairs[0].Right.Send([1]);
        pairs[1].Right.Send([1]);
        Await(blocked, times: 2);
        for (int i = 2; i < 5; i++)
        {
            ConnectedPair pair = pairs[i];
            pool.Register(pair.Left.SafeHandle, Interests.Readable, _ => TakeOne(pair, handled));
            pair.Right.Send([1]);
        }

        AssertQuiet(handled);
        release.Set();

        Await(handled, times: 3);
    }

    [Fact]
    public void Rearm_reports_what_comes_next_and_what_is_left()
    {
        using var handled = new SemaphoreSlim(0);
        using var pair = ConnectedPair.OnLoopback();
        using ReadinessThreadPool pool = Start(threads: 3);
        pool.Register(pair.Left.SafeHandle, Interests.Readable, _ => TakeOne(pair, handled));

        pair.Right.Send([1, 2, 3]); // One byte a call: the rest is left over each time.
        Await(handled, times: 3);
        AssertQuiet(handled);
        pair.Right.Send([4]);

        Await(handled);
        AssertQuiet(handled);
    }

    [Fact]
    public void Data_that_came_while_the_handler_ran_is_reported_after_it_rearmed_and_not_before()
    {
        int running = 0;
        int most = 0;
        using var release = new ManualResetEventSlim();
        using var begun = new SemaphoreSlim(0);
        using var pair = ConnectedPair.OnLoopback();
        using ReadinessThreadPool pool = Start(threads: 4);
        pool.Register(pair.Left.SafeHandle, Interests.Readable, _ =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            pair.Left.Drain();
            begun.Release();
            release.Wait(Bound.Hang);
            Interlocked.Decrement(ref running);
            return ReadyOutcome.Rearm;
        });
        pair.Right.Send([1]);
        Await(begun);

        pair.Right.Send([2]);
        AssertQuiet(begun);
        release.Set();

        Await(begun);
        Assert.Equal(1, most);
    }

    [Fact]
    public void Pause_leaves_it_unarmed_until_somebody_arms_it()
    {
        using var handled = new SemaphoreSlim(0);
        using var pair = ConnectedPair.OnLoopback();
        using ReadinessThreadPool pool = Start(threads: 2);
        EventRegistration left = pool.Register(pair.Left.SafeHandle, Interests.Readable, _ =>
        {
            handled.Release();
            return ReadyOutcome.Pause;
        });
        pair.Right.Send([1]);
        Await(handled);

        AssertQuiet(handled);
        Assert.True(left.IsRegistered);
        left.Rearm();
        Await(handled);
        left.Modify(Interests.Readable);

        Await(handled);
        AssertQuiet(handled);
    }

    [Fact]
    public void Unregister_ends_the_registration()
    {
        using var handled = new SemaphoreSlim(0);
        using var pair = ConnectedPair.OnLoopback();
        using ReadinessThreadPool pool = Start(threads: 2);
        EventRegistration left = pool.Register(pair.Left.SafeHandle, Interests.Readable, _ =>
        {
            handled.Release();
            return ReadyOutcome.Unregister;
        });

        pair.Right.Send([1]);
        Await(handled);

        Assert.True(SpinWait.SpinUntil(() => !left.IsRegistered, Bound.Hang), "It is registered still.");
        AssertQuiet(handled);
        pool.Register(pair.Left.SafeHandle, Interests.Readable, _ => TakeOne(pair, handled));
        Await(handled);
    }

    private static ReadyOutcome BlockUntil(ManualResetEventSlim release, SemaphoreSlim blocked)
    {
        blocked.Release();
        release.Wait(Bound.Hang);
        return ReadyOutcome.Pause;
    }

    private static ReadyOutcome TakeOne(ConnectedPair pair, SemaphoreSlim handled)
    {
        pair.Left.ReadExactly(1);
        handled.Release();
        return ReadyOutcome.Rearm;
    }
}
