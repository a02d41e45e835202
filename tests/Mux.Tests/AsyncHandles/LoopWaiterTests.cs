namespace Mux.Tests;

/// <summary>One who publishes on the loop, one who waits elsewhere and is cancelled now and then, both at full speed: nothing that happened is missed.</summary>
public sealed class LoopWaiterTests
{
    [Fact]
    public async Task Under_cancellations_a_waiter_elsewhere_misses_nothing()
    {
        int rounds = Wine.TenthOf(100_000);
        using var running = new RunningLoop(NativeMultiplexer.Create());
        var waiter = new LoopWaiter<int>(running.Loop);
        int published = 0; // What there is to take. Interlocked.
        int cancellations = 0;
        Action publish = () =>
        {
            Interlocked.Increment(ref published);
            waiter.Publish(0);
        };

        for (int taken = 0; taken < rounds; taken++)
        {
            running.Loop.Post(publish);
            using var cancellation = new CancellationTokenSource();
            if (taken % 3 == 0)
            {
                ThreadPool.UnsafeQueueUserWorkItem(static source => Cancel(source), cancellation, preferLocal: false);
            }

            while (true)
            {
                long seen = waiter.Number;
                if (Interlocked.Exchange(ref published, 0) is var found and > 0)
                {
                    Assert.Equal(1, found);
                    break;
                }

                try
                {
                    await waiter.WaitAsync(seen, cancellation.IsCancellationRequested ? CancellationToken.None : cancellation.Token, out _).InTime();
                }
                catch (OperationCanceledException)
                {
                    cancellations++;
                }
            }
        }

        Assert.InRange(cancellations, 0, rounds);
        Assert.Equal(rounds, waiter.Number);
    }

    [Fact]
    public async Task What_ended_stays_ended()
    {
        using var running = new RunningLoop(NativeMultiplexer.Create());
        var waiter = new LoopWaiter<int>(running.Loop);
        Task<int> wait = waiter.WaitAsync(0, TestContext.Current.CancellationToken, out bool isPending).AsTask();
        var reason = new InvalidDataException("over");

        await running.Loop.InvokeAsync(() => waiter.End(reason), TestContext.Current.CancellationToken).InTime();

        Assert.True(isPending);
        Assert.Same(reason, await Assert.ThrowsAsync<InvalidDataException>(() => wait.InTime()));
        Assert.Same(reason, await Assert.ThrowsAsync<InvalidDataException>(() => waiter.WaitAsync(0, TestContext.Current.CancellationToken, out _).AsTask()));
    }

    // The round may be over, and its source disposed of.
    private static void Cancel(CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // Too late, which is one of the orders that are tried.
        }
    }
}
