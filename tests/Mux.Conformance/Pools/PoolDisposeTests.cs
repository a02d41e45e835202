namespace Mux.Conformance;

/// <summary>How a thread pool ends.</summary>
public abstract class PoolDisposeTests : PoolSuite
{
    [Fact]
    public void Dispose_ends_the_registrations_and_the_multiplexer()
    {
        using var pair = ConnectedPair.OnLoopback();
        ReadinessThreadPool pool = Start(threads: 3);
        EventRegistration left = pool.Register(pair.Left.SafeHandle, Interests.Readable, _ => ReadyOutcome.Pause);

        pool.Dispose();

        Assert.False(left.IsRegistered);
        Assert.Throws<ObjectDisposedException>(() => pool.Multiplexer.Wait(new ReadyEvents(), TimeSpan.Zero));
        Assert.Throws<ObjectDisposedException>(() => pool.Register(pair.Left.SafeHandle, Interests.Readable, _ => ReadyOutcome.Pause));
    }

    [Fact]
    public void Dispose_waits_for_the_handlers_that_are_running()
    {
        using var release = new ManualResetEventSlim();
        using var begun = new SemaphoreSlim(0);
        using var pair = ConnectedPair.OnLoopback();
        bool finished = false;
        ReadinessThreadPool pool = Start(threads: 2);
        pool.Register(pair.Left.SafeHandle, Interests.Readable, _ =>
        {
            begun.Release();
            release.Wait(Bound.Hang);
            Volatile.Write(ref finished, true);
            return ReadyOutcome.Rearm; // Of a registration that has ended meanwhile.
        });
        pair.Right.Send([1]);
        Await(begun);
        using var disposed = new ManualResetEventSlim();
        Background disposal = Background.RunUntilAboutToWait(about =>
        {
            about();
            pool.Dispose();
            Assert.True(Volatile.Read(ref finished));
            disposed.Set();
        });

        Assert.False(disposed.Wait(Bound.Quiet));
        release.Set();

        disposal.Join();
    }

    [Fact]
    public void Dispose_from_inside_a_handler_waits_for_the_others_only()
    {
        using var release = new ManualResetEventSlim();
        using var begun = new SemaphoreSlim(0);
        using var disposed = new SemaphoreSlim(0);
        using var pairs = new ManyPairs(2);
        bool otherFinished = false;
        ReadinessThreadPool pool = Start(threads: 2);
        pool.Register(pairs[0].Left.SafeHandle, Interests.Readable, _ =>
        {
            begun.Release();
            release.Wait(Bound.Hang);
            Volatile.Write(ref otherFinished, true);
            return ReadyOutcome.Pause;
        });
        pool.Register(pairs[1].Left.SafeHandle, Interests.Readable, _ =>
        {
            pool.Dispose();
            disposed.Release(Volatile.Read(ref otherFinished) ? 1 : 2);
            return ReadyOutcome.Rearm;
        });
        pairs[0].Right.Send([1]);
        Await(begun);
        pairs[1].Right.Send([1]);

        AssertQuiet(disposed);
        release.Set();

        Await(disposed);
        AssertQuiet(disposed);
        pool.Dispose();
    }

    [Fact]
    public void Dispose_can_be_called_again_and_by_many_at_once()
    {
        for (int round = 0; round < 10; round++)
        {
            using var pair = ConnectedPair.OnLoopback();
            ReadinessThreadPool pool = Start(threads: 2);
            EventRegistration left = pool.Register(pair.Left.SafeHandle, Interests.Readable, _ => ReadyOutcome.Rearm); // Runs without end: nobody reads.
            pair.Right.Send([1]);

            bool[] ended = Crowd.Of(4, _ =>
            {
                pool.Dispose();
                return !left.IsRegistered;
            });

            Assert.Equal([true, true, true, true], ended);
            pool.Dispose();
        }
    }

    [Fact]
    public void Two_handlers_that_dispose_of_the_pool_do_not_wait_for_each_other()
    {
        using var together = new Barrier(2);
        using var disposed = new SemaphoreSlim(0);
        using var pairs = new ManyPairs(2);
        ReadinessThreadPool pool = Start(threads: 2);
        for (int i = 0; i < 2; i++)
        {
            pool.Register(pairs[i].Left.SafeHandle, Interests.Readable, _ =>
            {
                together.SignalAndWait(Bound.Hang);
                pool.Dispose();
                disposed.Release();
                return ReadyOutcome.Pause;
            });
        }

        pairs[0].Right.Send([1]);
        pairs[1].Right.Send([1]);

        Await(disposed, times: 2);
    }

    [Fact]
    public void A_pool_and_a_loop_that_dispose_of_each_other_end()
    {
        using var together = new Barrier(2);
        using var disposed = new SemaphoreSlim(0);
        using var pair = ConnectedPair.OnLoopback();
        using var running = new RunningLoop(Create());
        ReadinessThreadPool pool = Start(threads: 2);
        pool.Register(pair.Left.SafeHandle, Interests.Readable, _ =>
        {
            together.SignalAndWait(Bound.Hang);
            running.Loop.Dispose();
            disposed.Release();
            return ReadyOutcome.Pause;
        });
        running.Loop.Post(() =>
        {
            together.SignalAndWait(Bound.Hang);
            pool.Dispose();
            disposed.Release();
        });

        pair.Right.Send([1]);

        Await(disposed, times: 2);
        running.Join();
        pool.Dispose();
    }

    [Fact]
    public void Two_pools_that_dispose_of_each_other_end()
    {
        using var together = new Barrier(2);
        using var disposed = new SemaphoreSlim(0);
        using var pairs = new ManyPairs(2);
        ReadinessThreadPool[] pools = [Start(threads: 2), Start(threads: 1)];
        for (int i = 0; i < 2; i++)
        {
            ReadinessThreadPool other = pools[1 - i];
            pools[i].Register(pairs[i].Left.SafeHandle, Interests.Readable, _ =>
            {
                together.SignalAndWait(Bound.Hang);
                other.Dispose();
                disposed.Release();
                return ReadyOutcome.Pause;
            });
        }

        pairs[0].Right.Send([1]);
        pairs[1].Right.Send([1]);

        Await(disposed, times: 2);
        Array.ForEach(pools, pool => pool.Dispose());
    }

    [Fact]
    public void A_handler_that_disposes_of_its_own_pool_and_then_of_a_loop_that_waits_for_the_pool_ends()
    {
        using var together = new Barrier(2);
        using var disposed = new SemaphoreSlim(0);
        using var pair = ConnectedPair.OnLoopback();
        using var running = new RunningLoop(Create());
        ReadinessThreadPool pool = Start(threads: 2);
        pool.Register(pair.Left.SafeHandle, Interests.Readable, _ =>
        {
            together.SignalAndWait(Bound.Hang);
            pool.Dispose();
            running.Loop.Dispose();
            disposed.Release();
            return ReadyOutcome.Pause;
        });
        running.Loop.Post(() =>
        {
            together.SignalAndWait(Bound.Hang);
            pool.Dispose();
            disposed.Release();
        });

        pair.Right.Send([1]);

        Await(disposed, times: 2);
        running.Join();
        pool.Dispose();
    }
}
