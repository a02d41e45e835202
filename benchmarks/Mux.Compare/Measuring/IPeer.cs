namespace Mux.Compare.Measuring;

/// <summary>One way to do a suite's job: Mux's, or what a user might pick instead.</summary>
internal interface IPeer
{
    /// <summary>The name in the tables.</summary>
    string Name { get; }

    /// <summary>Why it cannot run here; null when it can.</summary>
    string? WhyMissing { get; }

    /// <summary>Does the job once. Every round measures the same cases and metrics.</summary>
    IEnumerable<Measurement> Round();
}
