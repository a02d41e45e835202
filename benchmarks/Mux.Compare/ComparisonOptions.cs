using Mux.Compare.Measuring;

namespace Mux.Compare;

/// <summary>What to compare, and how.</summary>
/// <param name="Suites">The names of the suites.</param>
/// <param name="Peers">The peers that take part.</param>
/// <param name="Rounds">How many rounds count.</param>
/// <param name="JsonFile">Where the rows go besides, or null.</param>
/// <param name="ReportFolder">Where tables and charts go besides, or null.</param>
/// <param name="Pin">Whether threads and servers are bound to processors.</param>
internal sealed record ComparisonOptions(IReadOnlyList<string> Suites, PeerChoice Peers, int Rounds, string? JsonFile, string? ReportFolder, bool Pin);
