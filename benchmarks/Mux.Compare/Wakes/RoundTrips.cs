using System.Diagnostics;
using Mux.Compare.Measuring;

namespace Mux.Compare.Wakes;

/// <summary>Two sides that wake each other in turn, each asleep while the other is at work.</summary>
internal static class RoundTrips
{
    public const int Count = 20_000;

    private const int WarmUp = 100; // The first wait makes the memory that the kernel fills.

    /// <summary>Measures two threads.</summary>
    /// <param name="pinning">Where they run.</param>
    /// <param name="ask">The first one's part: wakes the second, and waits to be woken.</param>
    /// <param name="answer">The second one's: waits to be woken, and wakes the first.</param>
    public static IEnumerable<Measurement> Between(Pinning pinning, Action ask, Action answer)
    {
        var times = new long[Count];
        Expense expense = default;
        MeasuredThread second = MeasuredThread.Start(pinning.Loop, () =>
        {
            for (int i = -WarmUp; i < Count; i++)
            {
                answer();
            }
        });
        MeasuredThread.Run(pinning.Poster, () =>
        {
            for (int i = 0; i < WarmUp; i++)
            {
                ask();
            }

            expense = Expense.Begin();
            for (int i = 0; i < Count; i++)
            {
                long begun = Stopwatch.GetTimestamp();
                ask();
                times[i] = Stopwatch.GetTimestamp() - begun;
            }
        });
        second.Join();
        return Of(times, expense);
    }

    /// <summary>The measurements of sides that are no threads.</summary>
    /// <param name="times">How long each trip took.</param>
    /// <param name="expense">Begun before the first.</param>
    public static IEnumerable<Measurement> Of(long[] times, Expense expense)
    {
        (_, double processor, double allocated) = expense.PerOperation(times.Length);
        return
        [
            .. Distribution.Of("round trip", "", times),
            new Measurement("round trip", "CPU", "us", processor / 1000),
            new Measurement("round trip", "allocated", "B", allocated),
        ];
    }
}
