namespace Mux.Compare;

/// <summary>What to compare, and how.</summary>
/// <param name="Suites">The names of the suites.</param>
/// <param name="Rounds">How many rounds count.</param>
/// <param name="JsonFile">Where the rows go besides, or null.</param>
/// <param name="Pin">Whether threads are bound to processors.</param>
internal sealed record ComparisonOptions(IReadOnlyList<string> Suites, int Rounds, string? JsonFile, bool Pin);
