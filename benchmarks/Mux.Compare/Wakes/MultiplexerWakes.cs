using System.Diagnostics;
using Mux.Compare.Measuring;

namespace Mux.Compare.Wakes;

/// <summary>Mux's bare interface: <see cref="IEventMultiplexer.Wake"/> and <see cref="IEventMultiplexer.Wait"/>.</summary>
internal static class MultiplexerWakes
{
    /// <summary>How many thousands of wakes are measured that find one pending.</summary>
    public const int PendingBatches = 1_000;

    private const int WakesABatch = 1_000;

    public static IEnumerable<Measurement> Measure(Pinning pinning)
    {
        using IEventMultiplexer first = EventMultiplexer.Create();
        using IEventMultiplexer second = EventMultiplexer.Create();
        var firstEvents = new ReadyEvents();
        var secondEvents = new ReadyEvents();

        IEnumerable<Measurement> roundTrips = RoundTrips.Between(
            pinning,
            ask: () =>
            {
                second.Wake();
                first.Wait(firstEvents, Timeout.InfiniteTimeSpan);
            },
            answer: () =>
            {
                second.Wait(secondEvents, Timeout.InfiniteTimeSpan);
                first.Wake();
            });
        return [.. roundTrips, new Measurement("wake while one is pending", "time a wake", "ns", TimeOfPendingWake(first))];
    }

    private static double TimeOfPendingWake(IEventMultiplexer multiplexer)
    {
        multiplexer.Wake();
        var times = new double[PendingBatches];
        for (int i = 0; i < times.Length; i++)
        {
            long begun = Stopwatch.GetTimestamp();
            for (int j = 0; j < WakesABatch; j++)
            {
                multiplexer.Wake();
            }

            times[i] = Stopwatch.GetElapsedTime(begun).TotalNanoseconds / WakesABatch;
        }

        return Median.Of(times);
    }
}
