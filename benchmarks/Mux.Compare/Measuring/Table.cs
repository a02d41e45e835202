using System.Globalization;

namespace Mux.Compare.Measuring;

/// <summary>Writes results for people: Markdown, which reads well on a terminal too.</summary>
internal static class Table
{
    private static readonly string[] Titles = ["case", "metric", "peer", "median", "min", "max", "ratio"];

    public static void Write(SuiteResult result, TextWriter output)
    {
        output.WriteLine();
        output.WriteLine($"## {result.Suite.Name} (ratio: median / median of {result.Suite.Reference})");
        output.WriteLine();

        string[][] lines = [Titles, .. result.Groups.SelectMany(group => group.Select(row => Cells(result, row)))];
        int[] widths = [.. Enumerable.Range(0, Titles.Length).Select(column => lines.Max(line => line[column].Length))];
        WriteLine(output, lines[0], widths);
        output.WriteLine("|" + string.Concat(widths.Select(width => new string('-', width + 2) + "|")));
        foreach (string[] line in lines.Skip(1))
        {
            WriteLine(output, line, widths);
        }

        output.WriteLine();
        foreach (IPeer peer in result.Suite.Peers.Where(peer => peer.WhyMissing is not null))
        {
            output.WriteLine($"Missing: {peer.Name}: {peer.WhyMissing}");
        }
    }

    private static string[] Cells(SuiteResult result, Row row) =>
    [
        row.Case, $"{row.Metric}, {row.Unit}", row.Peer, Format(row.Median), Format(row.Min), Format(row.Max),
        result.RatioTo(result.Suite.Reference, row) is { } ratio ? ratio.ToString("0.00", CultureInfo.InvariantCulture) : "-",
    ];

    private static void WriteLine(TextWriter output, string[] cells, int[] widths) =>
        output.WriteLine("| " + string.Join(" | ", cells.Zip(widths, (cell, width) => cell.PadRight(width))) + " |");

    private static string Format(double value) => value.ToString(Math.Abs(value) < 10 ? "0.##" : Math.Abs(value) < 100 ? "0.#" : "#,0", CultureInfo.InvariantCulture);
}
