using Mux;

namespace Samples;

/// <summary>How many connections a server lets in, unless it is told.</summary>
internal static class ConnectionLimit
{
    /// <summary>No more than this, whatever the system allows.</summary>
    public const int Most = 10_000;

    /// <summary>As many as can never run out of descriptors: those beyond wait in the backlog, where they would otherwise be let in and fail.</summary>
    /// <param name="limit">What the process may open.</param>
    /// <param name="descriptorsEach">How many descriptors a connection has at most.</param>
    public static int Within(DescriptorLimit limit, int descriptorsEach) => limit.Soft is { } soft ? (int)Math.Clamp((soft - DescriptorLimit.Overhead) / descriptorsEach, 1, Most) : Most;
}
