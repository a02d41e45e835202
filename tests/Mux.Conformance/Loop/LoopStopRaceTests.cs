namespace Mux.Conformance;

/// <summary>What races with the end of a loop either comes to its end on it, or is told: never both, and never neither.</summary>
public abstract class LoopStopRaceTests : LoopSuite
{
    /// <summary>How often a race is run.</summary>
    protected virtual int Rounds => 400;

    [Fact]
    public async Task A_wait_whose_handle_is_disposed_of_while_the_loop_ends_ends()
    {
        for (int round = 0; round < Rounds / 4; round++)
        {
            using RunningLoop running = Start();
            using var pair = ConnectedPair.OnLoopback();
            AsyncHandle left = running.Loop.Attach(pair.Left, Interests.Readable);
            Task wait = left.ReadableAsync(CancellationToken.None).AsTask();

            Crowd.Of(2, member =>
            {
                Action end = member == 0 ? running.Loop.Stop : left.Dispose;
                end();
                return 0;
            });

            await Assert.ThrowsAsync<ObjectDisposedException>(() => wait.InTime());
        }
    }

    [Fact]
    public void A_post_that_races_with_Stop_either_runs_or_throws()
    {
        const int Posters = 4;
        for (int round = 0; round < Rounds; round++)
        {
            using RunningLoop running = Start();
            int ran = 0;
            Background stopper = Background.Run(() =>
            {
                Thread.SpinWait(round * 50 % 5000);
                running.Loop.Stop();
            });

            int accepted = Crowd.Of(Posters, _ =>
            {
                for (int posted = 0; ; posted++)
                {
                    try
                    {
                        running.Loop.Post(() => ran++);
                    }
                    catch (ObjectDisposedException)
                    {
                        return posted;
                    }
                }
            }).Sum();

            stopper.Join();
            running.Join();
            Assert.Equal(accepted, ran);
        }
    }

    [Fact]
    public async Task A_call_that_races_with_Stop_either_runs_or_ends_with_ObjectDisposedException()
    {
        const int Callers = 4;
        for (int round = 0; round < Rounds; round++)
        {
            using RunningLoop running = Start();
            int ran = 0;
            Background stopper = Background.Run(running.Loop.Stop);

            Task[] calls = [.. Crowd.Of(Callers, _ => Enumerable.Range(0, 50).Select(_ => running.Loop.InvokeAsync(() => { ran++; })).ToArray()).SelectMany(calls => calls)];

            await Task.WhenAll(calls).InTime().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            stopper.Join();
            running.Join();
            Assert.Equal(ran, calls.Count(call => call.IsCompletedSuccessfully));
            Assert.All(calls.Where(call => call.IsFaulted), call => Assert.IsType<ObjectDisposedException>(call.Exception!.InnerException));
        }
    }

    [Fact]
    public void A_continuation_that_races_with_Stop_runs_exactly_once()
    {
        const int Posters = 4;
        const int Continuations = 200;
        for (int round = 0; round < Rounds; round++)
        {
            using RunningLoop running = Start();
            using var all = new CountdownEvent(Posters * Continuations);
            bool excess = false;
            Background stopper = Background.Run(running.Loop.Stop);

            Crowd.Of(Posters, _ =>
            {
                for (int i = 0; i < Continuations; i++)
                {
                    int runs = 0;
                    running.Loop.SynchronizationContext.Post(
                        _ =>
                        {
                            if (Interlocked.Increment(ref runs) > 1)
                            {
                                Volatile.Write(ref excess, true);
                            }
                            else
                            {
                                all.Signal();
                            }
                        },
                        null);
                }

                return 0;
            });

            stopper.Join();
            running.Join();
            Assert.True(all.Wait(Bound.Hang, TestContext.Current.CancellationToken), $"{all.CurrentCount} continuations were lost.");
            Assert.False(Volatile.Read(ref excess), "A continuation ran twice.");
        }
    }
}
