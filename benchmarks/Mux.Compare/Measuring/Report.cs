namespace Mux.Compare.Measuring;

/// <summary>Writes the results of a suite into a folder, for documents: the tables as Markdown, the charts as SVG.</summary>
internal static class Report
{
    /// <summary>Writes <c>SUITE.md</c> and <c>SUITE-1.svg</c>, <c>SUITE-2.svg</c> and so on, over what is there.</summary>
    public static void Write(SuiteResult result, int rounds, string machine, string folder)
    {
        Directory.CreateDirectory(folder);
        using var page = new StreamWriter(Path.Combine(folder, $"{result.Suite.Name}.md"));
        page.WriteLine($"# {result.Suite.Name}");
        page.WriteLine();
        page.WriteLine($"Written by `dotnet run -c Release --project benchmarks/Mux.Compare -- {result.Suite.Name} --rounds {rounds} --report docs/performance`. {machine}.");
        page.WriteLine();
        Table.Write(result, page);
        int number = 0;
        foreach (Chart chart in result.Suite.Charts)
        {
            string file = $"{result.Suite.Name}-{++number}.svg";
            if (ChartFile.Write(result, chart, Path.Combine(folder, file)))
            {
                page.WriteLine();
                page.WriteLine($"![{chart.Metric}, {chart.Case}]({file})");
            }
        }
    }
}
