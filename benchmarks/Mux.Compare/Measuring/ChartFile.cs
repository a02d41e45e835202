using ScottPlot;

namespace Mux.Compare.Measuring;

/// <summary>Draws one metric of one case: a bar a peer, with the range of the rounds.</summary>
internal static class ChartFile
{
    private const int Width = 800;
    private const int HeightOfTitle = 110;
    private const int HeightOfBar = 26;

    private static readonly Color Reference = Color.FromHex("#666666");
    private static readonly Color OfMux = Color.FromHex("#1f77b4");
    private static readonly Color OfOthers = Color.FromHex("#c8c8c8");

    /// <summary>Writes an SVG file.</summary>
    /// <param name="result">The results.</param>
    /// <param name="chart">What to draw of them.</param>
    /// <param name="file">Where to.</param>
    /// <returns>False when nobody has measured that.</returns>
    public static bool Write(SuiteResult result, Chart chart, string file)
    {
        Row[] rows = [.. result.Cases.Where(rows => rows.Key == chart.Case).SelectMany(rows => rows).Where(row => row.Metric == chart.Metric)];
        if (rows.Length == 0)
        {
            return false;
        }

        using var plot = new Plot();
        plot.Title($"{result.Suite.Name}: {chart.Case}");
        plot.XLabel($"{chart.Metric}, {rows[0].Unit} (median, and the range of the rounds)");
        for (int i = 0; i < rows.Length; i++)
        {
            Row row = rows[i];
            int position = rows.Length - i; // The first one is on top.
            plot.Add.Bar(new Bar
            {
                Position = position,
                Value = row.Median,
                Orientation = Orientation.Horizontal,
                FillColor = row.Peer == result.Suite.Reference ? Reference : row.Peer.StartsWith("Mux", StringComparison.Ordinal) ? OfMux : OfOthers,
                LineWidth = 0,
            });
            plot.Add.Line(row.Min, position, row.Max, position).Color = Colors.Black;
        }

        plot.Axes.Left.SetTicks([.. rows.Select((_, i) => (double)(rows.Length - i))], [.. rows.Select(row => row.Peer)]);
        plot.Axes.SetLimitsX(0, rows.Max(row => row.Max) * 1.05);
        plot.HideGrid();
        plot.SaveSvg(file, Width, HeightOfTitle + (HeightOfBar * rows.Length));
        return true;
    }
}
