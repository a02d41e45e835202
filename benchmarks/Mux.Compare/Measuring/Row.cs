namespace Mux.Compare.Measuring;

/// <summary>What one peer came to in all rounds, in one metric of one case.</summary>
internal sealed class Row(string peer, Measurement first)
{
    private readonly List<double> _values = [];

    public string Peer => peer;

    public string Case => first.Case;

    public string Metric => first.Metric;

    public string Unit => first.Unit;

    public double Median => Measuring.Median.Of(_values);

    public double Min => _values.Min();

    public double Max => _values.Max();

    public void Add(double value) => _values.Add(value);
}
