namespace Mux.Compare.Measuring;

/// <summary>What one peer came to in all rounds, in one metric of one case.</summary>
internal sealed class Row(string peer, Measurement first)
{
    private readonly List<double> _values = [];

    public string Peer => peer;

    public string Case => first.Case;

    public string Metric => first.Metric;

    public string Unit => first.Unit;

    public double Median
    {
        get
        {
            double[] sorted = [.. _values.Order()];
            int middle = sorted.Length / 2;
            return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        }
    }

    public double Min => _values.Min();

    public double Max => _values.Max();

    public void Add(double value) => _values.Add(value);
}
