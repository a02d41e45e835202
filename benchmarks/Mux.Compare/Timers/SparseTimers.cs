using System.Diagnostics;
using Mux.Compare.Measuring;

namespace Mux.Compare.Timers;

/// <summary>How often a loop that sleeps until the next due time wakes for a timer, when timers are few; and how late the structure makes it. On an imagined clock.</summary>
internal static class SparseTimers
{
    private const string Case = "100 timers, a minute";
    private const int Count = 100;

    public static IEnumerable<Measurement> Measure<TStructure, TTimer>(TStructure structure)
        where TStructure : struct, ITimerStructure<TTimer>
        where TTimer : class
    {
        var random = new Random(1);
        var dues = new Dictionary<TTimer, long>();
        long now = 1_000 * Stopwatch.Frequency;
        for (int i = 0; i < Count; i++)
        {
            TTimer timer = structure.CreateTimer();
            dues[timer] = now + random.NextInt64(60 * Stopwatch.Frequency);
            structure.Set(timer, dues[timer]);
        }

        int turns = 0;
        long late = 0;
        while (structure.NextDue is var next and not long.MaxValue)
        {
            turns++;
            now = Math.Max(now, next);
            while (structure.TakeDue(now) is { } timer)
            {
                late += now - dues[timer];
            }
        }

        yield return new Measurement(Case, "wake-ups a timer", "count", (double)turns / Count);
        yield return new Measurement(Case, "late by rounding", "ns", late * 1e9 / Stopwatch.Frequency / Count);
    }
}
