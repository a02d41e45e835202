namespace Mux.Compare.Measuring;

/// <summary>A picture worth drawing: one metric of one case, all peers.</summary>
internal sealed record Chart(string Case, string Metric);
