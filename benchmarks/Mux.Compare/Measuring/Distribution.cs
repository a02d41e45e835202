using System.Diagnostics;

namespace Mux.Compare.Measuring;

/// <summary>What many samples of a time come to.</summary>
internal static class Distribution
{
    /// <summary>Median and 99th percentile.</summary>
    /// <param name="case">What was done.</param>
    /// <param name="prefix">What the names of the metrics begin with.</param>
    /// <param name="samples">Lengths of time in Stopwatch's ticks. Sorted here.</param>
    public static IEnumerable<Measurement> Of(string @case, string prefix, long[] samples)
    {
        Array.Sort(samples);
        yield return new Measurement(@case, prefix + "median", "us", ToMicroseconds(At(samples, 50)));
        yield return new Measurement(@case, prefix + "p99", "us", ToMicroseconds(At(samples, 99)));
    }

    private static long At(long[] sorted, int percent) => sorted[((sorted.Length * percent) + 99) / 100 - 1];

    private static double ToMicroseconds(long ticks) => ticks * 1e6 / Stopwatch.Frequency;
}
