namespace Mux.Compare.Measuring;

/// <summary>The rows of a suite, and who was missing.</summary>
internal sealed class SuiteResult(Suite suite)
{
    private readonly List<Row> _rows = [];

    public Suite Suite => suite;

    /// <summary>Case by case, in the order in which they were first measured; within one, in the order of the peers.</summary>
    public IEnumerable<IGrouping<string, Row>> Cases => _rows.GroupBy(row => row.Case);

    public void Add(string peer, Measurement measured)
    {
        Row? row = _rows.Find(row => row.Peer == peer && row.Case == measured.Case && row.Metric == measured.Metric);
        if (row is null)
        {
            _rows.Add(row = new Row(peer, measured));
        }

        row.Add(measured.Value);
    }

    /// <summary>A row's median as a multiple of another peer's; null where that one has no such row, or nothing to divide by.</summary>
    public double? RatioTo(string reference, Row row) =>
        _rows.Find(other => other.Peer == reference && other.Case == row.Case && other.Metric == row.Metric) is { Median: > 0 } found ? row.Median / found.Median : null;
}
