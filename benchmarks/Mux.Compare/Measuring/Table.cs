using System.Globalization;

namespace Mux.Compare.Measuring;

/// <summary>Writes results for people: Markdown, which reads well on a terminal too. A table for each case: a line a peer, a column a metric.</summary>
internal static class Table
{
    private const string Nothing = "–";

    public static void Write(SuiteResult result, TextWriter output)
    {
        output.WriteLine($"Medians of the rounds, with the least and the greatest, and as multiples of {result.Suite.Reference}.");
        foreach (IGrouping<string, Row> rows in result.Cases)
        {
            output.WriteLine();
            output.WriteLine($"**{rows.Key}**");
            output.WriteLine();
            WriteCase(result, rows, output);
        }

        foreach (IPeer peer in result.Suite.Peers.Where(peer => peer.WhyMissing is not null))
        {
            output.WriteLine();
            output.WriteLine($"Missing: {peer.Name}: {peer.WhyMissing}");
        }
    }

    private static void WriteCase(SuiteResult result, IGrouping<string, Row> rows, TextWriter output)
    {
        (string Metric, string Unit)[] columns = [.. rows.Select(row => (row.Metric, row.Unit)).Distinct()];
        string[][] lines =
        [
            ["peer", .. columns.Select(column => $"{column.Metric}, {column.Unit}")],
            .. rows.GroupBy(row => row.Peer).Select(peer => (string[])[peer.Key, .. columns.Select(column => Cell(result, peer.FirstOrDefault(row => row.Metric == column.Metric)))]),
        ];
        int[] widths = [.. Enumerable.Range(0, lines[0].Length).Select(column => lines.Max(line => line[column].Length))];
        WriteLine(output, lines[0], widths);
        output.WriteLine("|" + string.Concat(widths.Select(width => new string('-', width + 2) + "|")));
        foreach (string[] line in lines.Skip(1))
        {
            WriteLine(output, line, widths);
        }
    }

    private static string Cell(SuiteResult result, Row? row)
    {
        if (row is null)
        {
            return Nothing;
        }

        string ratio = result.RatioTo(result.Suite.Reference, row) is { } times ? string.Create(CultureInfo.InvariantCulture, $", {times:0.00}×") : "";
        return $"{Format(row.Median)} ({Format(row.Min)}–{Format(row.Max)}){ratio}";
    }

    private static void WriteLine(TextWriter output, string[] cells, int[] widths) =>
        output.WriteLine("| " + string.Join(" | ", cells.Zip(widths, (cell, width) => cell.PadRight(width))) + " |");

    private static string Format(double value) => value.ToString(Math.Abs(value) < 10 ? "0.##" : Math.Abs(value) < 100 ? "0.#" : "#,0", CultureInfo.InvariantCulture);
}
