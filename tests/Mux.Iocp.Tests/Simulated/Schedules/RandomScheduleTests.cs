namespace Mux.Iocp.Tests.Simulated.Schedules;

/// <summary>Histories that nobody thought of. Each is a seed, and a failure names it.</summary>
public abstract class RandomScheduleTests(bool writesLate) : SimulatedFacts(writesLate)
{
    private const int StepsOfASchedule = 120;
    private const int SeedsOfAFact = 1000;

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(4, true)]
    public void A_thousand_schedules_lose_nothing_report_nothing_stale_and_keep_no_memory(int thousand, bool withCopiesOfPackets)
    {
        ReadyEvents[] buffers = [new(1), new(2), new(16)];
        int events = 0;

        for (int seed = thousand * SeedsOfAFact; seed < (thousand + 1) * SeedsOfAFact; seed++)
        {
            try
            {
                var schedule = new RandomSchedule(seed, withCopiesOfPackets, buffers);
                schedule.Run(StepsOfASchedule);
                schedule.Dispose(); // Not after a failure, as it would fail too and be what is told.
                events += schedule.Events;
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"The schedule of seed {seed} failed.", failure);
            }
        }

        Assert.InRange(events, SeedsOfAFact, int.MaxValue); // A schedule in which nothing happens proves nothing.
    }
}

public sealed class RandomScheduleTestsOfEarlyAnswers() : RandomScheduleTests(writesLate: false);

public sealed class RandomScheduleTestsOfLateAnswers() : RandomScheduleTests(writesLate: true);
