namespace Mux.Compare.Measuring;

/// <summary>The value in the middle.</summary>
internal static class Median
{
    /// <summary>Of a set of values; of an even number of them, the mean of the two in the middle. Leaves them as they are.</summary>
    public static double Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
