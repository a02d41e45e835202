using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mux.Compare.Measuring;

/// <summary>Writes results for programs: one array, an object a row.</summary>
internal static partial class JsonReport
{
    public static void Write(IEnumerable<SuiteResult> results, string file)
    {
        Entry[] entries = [.. results.SelectMany(result => result.Cases.SelectMany(rows => rows.Select(row => ToEntry(result, row))))];
        File.WriteAllText(file, JsonSerializer.Serialize(entries, Json.Default.EntryArray));
    }

    private static Entry ToEntry(SuiteResult result, Row row) =>
        new(result.Suite.Name, row.Peer, row.Case, row.Metric, row.Unit, row.Median, row.Min, row.Max, result.RatioTo(result.Suite.Reference, row));

    internal sealed record Entry(string Suite, string Peer, string Case, string Metric, string Unit, double Median, double Min, double Max, double? RatioToEpoll);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
    [JsonSerializable(typeof(Entry[]))]
    private sealed partial class Json : JsonSerializerContext;
}
