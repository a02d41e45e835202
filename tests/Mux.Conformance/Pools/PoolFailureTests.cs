using System.Collections.Concurrent;

namespace Mux.Conformance;

/// <summary>Handlers of a thread pool that throw, or that do away with what they handle.</summary>
public abstract class PoolFailureTests : PoolSuite
{
    [Fact]
    public void A_handler_that_throws_is_reported_and_not_armed_again()
    {
        var failure = new InvalidOperationException("as it should");
        var reports = new ConcurrentQueue<(object? Sender, PoolExceptionEventArgs Details)>();
        using var reported = new SemaphoreSlim(0);
        using var pair = ConnectedPair.OnLoopback();
        using ReadinessThreadPool pool = Start(threads: 2);
        pool.UnhandledException += (sender, details) =>
        {
            reports.Enqueue((sender, details));
            reported.Release();
        };
        EventRegistration left = pool.Register(pair.Left.SafeHandle, Interests.Readable, _ => throw failure);

        pair.Right.Send([1]);

        Await(reported);
        AssertQuiet(reported);
        (object? sender, PoolExceptionEventArgs details) = Assert.Single(reports);
        Assert.Same(pool, sender);
        Assert.Same(failure, details.Exception);
        Assert.Same(left, details.Registration);
        Assert.True(left.IsRegistered);
    }

    [Fact]
    public void After_a_handler_has_thrown_the_pool_goes_on_and_a_rearm_works()
    {
        int calls = 0;
        using var reported = new SemaphoreSlim(0);
        using var handled = new SemaphoreSlim(0);
        using var pair = ConnectedPair.OnLoopback();
        using ReadinessThreadPool pool = Start(threads: 1);
        pool.UnhandledException += (_, _) => reported.Release();
        EventRegistration left = pool.Register(pair.Left.SafeHandle, Interests.Readable, _ =>
        {
            if (Interlocked.Increment(ref calls) <= 3)
            {
                throw new InvalidOperationException("as it should");
            }

            handled.Release();
            return ReadyOutcome.Pause;
        });
        pair.Right.Send([1]);

        for (int time = 0; time < 3; time++) // By the only thread there is: it outlives each.
        {
            Await(reported);
            left.Rearm();
        }

        Await(handled);
        Assert.Equal(4, calls);
    }

    [Fact]
    public void A_subscriber_of_UnhandledException_that_throws_ends_nothing()
    {
        using var handled = new SemaphoreSlim(0);
        using var pair = ConnectedPair.OnLoopback();
        using ReadinessThreadPool pool = Start(threads: 1);
        pool.UnhandledException += (_, _) =>
        {
            handled.Release();
            throw new InvalidOperationException("the second one");
        };
        EventRegistration left = pool.Register(pair.Left.SafeHandle, Interests.Readable, _ => throw new InvalidOperationException("the first one"));
        pair.Right.Send([1]);
        Await(handled);

        left.Rearm();

        Await(handled);
    }

    [Fact]
    public void Without_a_subscriber_an_exception_ends_nothing()
    {
        using var handled = new SemaphoreSlim(0);
        using var pair = ConnectedPair.OnLoopback();
        using ReadinessThreadPool pool = Start(threads: 1);
        EventRegistration left = pool.Register(pair.Left.SafeHandle, Interests.Readable, _ =>
        {
            handled.Release();
            throw new InvalidOperationException("as it should");
        });
        pair.Right.Send([1]);
        Await(handled);

        Assert.True(SpinWait.SpinUntil(() => TryHandleAgain(left, handled), Bound.Hang), "The thread is gone.");
    }

    [Fact]
    public void A_handler_may_dispose_of_its_registration_and_ask_for_a_rearm()
    {
        int exceptions = 0;
        using var handled = new SemaphoreSlim(0);
        using var pair = ConnectedPair.OnLoopback();
        using ReadinessThreadPool pool = Start(threads: 1);
        pool.UnhandledException += (_, _) => Interlocked.Increment(ref exceptions);
        EventRegistration left = pool.Register(pair.Left.SafeHandle, Interests.Readable, ready =>
        {
            ready.Registration.Dispose();
            handled.Release();
            return ReadyOutcome.Rearm;
        });

        pair.Right.Send([1]);

        Await(handled);
        AssertQuiet(handled);
        Assert.False(left.IsRegistered);
        AssertGoesOn(pool);
        Assert.Equal(0, exceptions);
    }

    [Fact]
    public void A_handler_may_close_its_socket_and_ask_for_a_rearm()
    {
        int exceptions = 0;
        using var handled = new SemaphoreSlim(0);
        using var pair = ConnectedPair.OnLoopback();
        using ReadinessThreadPool pool = Start(threads: 1);
        pool.UnhandledException += (_, _) => Interlocked.Increment(ref exceptions);
        pool.Register(pair.Left.SafeHandle, Interests.Readable, _ =>
        {
            pair.Left.Dispose();
            handled.Release();
            return ReadyOutcome.Rearm;
        });

        pair.Right.Send([1]);

        Await(handled);
        AssertQuiet(handled);
        AssertGoesOn(pool);
        Assert.Equal(0, exceptions);
    }

    private static bool TryHandleAgain(EventRegistration registration, SemaphoreSlim handled)
    {
        registration.Rearm(); // It may come before the first event's handling is over: then once more.
        return handled.Wait(Bound.Quiet);
    }

    // By the only thread: what it did before is over.
    private static void AssertGoesOn(ReadinessThreadPool pool)
    {
        using var handled = new SemaphoreSlim(0);
        using var other = ConnectedPair.OnLoopback();
        using EventRegistration registration = pool.Register(other.Left.SafeHandle, Interests.Readable, _ =>
        {
            handled.Release();
            return ReadyOutcome.Pause;
        });
        other.Right.Send([1]);
        Await(handled);
    }
}
