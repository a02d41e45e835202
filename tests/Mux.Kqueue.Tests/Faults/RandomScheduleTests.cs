using Mux.Kqueue.Tests.Simulation;

namespace Mux.Kqueue.Tests.Faults;

/// <summary>Long random schedules while everything goes wrong that can: nothing is lost, nothing is stale, and a one-shot event comes once an arming.</summary>
public sealed class RandomScheduleTests
{
    private const int Handles = 4;
    private const int Steps = 3000;
    private const int StepsBetweenLooks = 10;

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, false)]
    [InlineData(4, false)]
    [InlineData(5, false)]
    [InlineData(6, false)]
    [InlineData(7, false)]
    [InlineData(8, false)]
    [InlineData(9, true)]
    [InlineData(10, true)]
    [InlineData(11, true)]
    [InlineData(12, true)]
    public void A_schedule_with_faults_leaves_nothing_owed(int seed, bool onFreeBsd)
    {
        var random = new Random(seed);
        var faults = new SeededFaults(seed);
        var kernel = new FaultyKernel(onFreeBsd ? new FreeBsdKernel() : new SimulatedKernel(), faults);
        using var mux = new KqueueMultiplexer(kernel);
        ScheduleModel[] handles = [.. Enumerable.Range(0, Handles).Select(_ => new ScheduleModel(mux))];
        try
        {
            for (int step = 1; step <= Steps; step++)
            {
                faults.Refuses = random.Next(3) == 0;
                Take(random, mux, handles);
                if (step % StepsBetweenLooks == 0)
                {
                    Settle(kernel, faults, mux, handles);
                }
            }
        }
        finally
        {
            Array.ForEach(handles, handle => handle.Dispose());
        }
    }

    private static void Take(Random random, KqueueMultiplexer mux, ScheduleModel[] handles)
    {
        ScheduleModel handle = handles[random.Next(Handles)];
        var interests = (Interests)random.Next(4);
        var trigger = (TriggerMode)random.Next(3);
        switch (random.Next(8))
        {
            case 0:
                handle.Register(interests, trigger);
                break;
            case 1:
                handle.Unregister();
                break;
            case 2:
                handle.Modify(interests, trigger);
                break;
            case 3:
                handle.Rearm();
                break;
            case 4:
                handle.Send();
                break;
            case 5:
                handle.Drain();
                break;
            default:
                Tell(mux.Collect(TimeSpan.Zero, capacity: random.Next(1, 5)), handles);
                break;
        }
    }

    // Looks at everything there is, without faults: first at what was late, then at the state of things.
    private static void Settle(FaultyKernel kernel, SeededFaults faults, KqueueMultiplexer mux, ScheduleModel[] handles)
    {
        faults.IsQuiet = true;
        while (kernel.HasLate)
        {
            Tell(mux.Collect(TimeSpan.Zero), handles);
        }

        IReadOnlyList<ReadyEvent> last = mux.Collect(TimeSpan.Zero);
        Tell(last, handles);
        foreach (ScheduleModel handle in handles)
        {
            handle.Settle(last.Where(ready => handle.Owns(ready.Registration)).Aggregate(Readiness.None, (all, ready) => all | ready.Readiness));
        }

        faults.IsQuiet = false;
    }

    private static void Tell(IReadOnlyList<ReadyEvent> events, ScheduleModel[] handles)
    {
        Assert.Equal(events.Count, events.Select(ready => ready.Registration).Distinct().Count());
        foreach (ReadyEvent ready in events)
        {
            Assert.Single(handles, handle => handle.Owns(ready.Registration)).Told(ready.Readiness);
        }
    }
}
