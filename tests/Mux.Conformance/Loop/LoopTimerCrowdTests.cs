using Microsoft.Extensions.Time.Testing;

namespace Mux.Conformance;

/// <summary>A million timers, of which nine in ten are cancelled.</summary>
public abstract class LoopTimerCrowdTests : LoopSuite
{
    /// <summary>How many timers there are at once.</summary>
    protected virtual int Timers => 1_000_000;

    [Fact]
    public async Task Of_a_million_timers_those_that_are_not_cancelled_run_in_order()
    {
        const int Range = 60_000; // Milliseconds: many timers share one.
        var clock = new FakeTimeProvider();
        using RunningLoop running = Start(null, new EventLoopServices { TimeProvider = clock });
        var random = new Random(1);
        var runs = new List<Entry>(Timers / 10);
        var entries = new Entry[Timers];
        var timers = new LoopTimer[Timers];

        // In slices, so that none gets near the bound of a hang.
        await OnEach(running, index =>
        {
            entries[index] = new Entry(random.Next(1, Range), index, runs);
            timers[index] = running.Loop.Schedule(TimeSpan.FromMilliseconds(entries[index].Due), Timeout.InfiniteTimeSpan, static entry => entry.Run(), entries[index]);
        });
        int cancelled = 0;
        await OnEach(running, index => cancelled += index % 10 != 0 && timers[index].Cancel() ? 1 : 0);
        for (int minute = 0; minute < 6; minute++)
        {
            clock.Advance(TimeSpan.FromMilliseconds(Range / 6));
            running.SettleTimers();
        }

        IEnumerable<Entry> expected = entries.Where(entry => entry.Index % 10 == 0).OrderBy(entry => entry.Due).ThenBy(entry => entry.Index);
        Assert.Equal(Timers / 10 * 9, cancelled);
        Assert.True(expected.SequenceEqual(runs), "Some timers ran out of order, or not at all.");
        Assert.All(timers, timer => Assert.False(timer.IsScheduled));
    }

    [Fact]
    public void Timers_of_several_threads_that_set_and_cancel_them_at_once_run_once_each_or_not_at_all()
    {
        const int Threads = 4;
        const int Rounds = 500;
        using RunningLoop running = Start();
        int ran = 0;

        int cancelled = Crowd.Of(Threads, member =>
        {
            int cancelled = 0;
            for (int round = 0; round < Rounds; round++)
            {
                LoopTimer timer = running.Loop.Schedule(TimeSpan.FromMilliseconds((round + member) % 3), () => ran++);
                if (round % 2 == 0)
                {
                    cancelled += timer.Cancel() ? 1 : 0;
                }
            }

            return cancelled;
        }).Sum();

        BoundedTasks.Await(() => Volatile.Read(ref ran) + cancelled >= Threads * Rounds, "Timers were lost.");
        running.SettleTimers();
        Assert.Equal(Threads * Rounds, ran + cancelled);
    }

    private async Task OnEach(RunningLoop running, Action<int> action)
    {
        int slice = Timers / 10;
        for (int begin = 0; begin < Timers; begin += slice)
        {
            await running.Loop.InvokeAsync(() =>
            {
                for (int index = begin; index < begin + slice; index++)
                {
                    action(index);
                }
            }).InTime();
        }
    }

    private sealed record Entry(int Due, int Index, List<Entry> Runs)
    {
        public void Run() => Runs.Add(this);
    }
}
