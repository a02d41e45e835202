namespace Mux.Compare.Measuring;

/// <summary>One number that one peer came to in one round.</summary>
/// <param name="Case">What was done.</param>
/// <param name="Metric">What about it was measured.</param>
/// <param name="Unit">The unit of the value.</param>
/// <param name="Value">The number.</param>
internal readonly record struct Measurement(string Case, string Metric, string Unit, double Value);
