using Mux;

namespace TcpProxy;

/// <summary>How many connections a proxy lets in, unless it is told.</summary>
internal static class ConnectionLimit
{
    /// <summary>How many descriptors a connection may need: its own and the target's, and a pipe each way, of two ends, while its peers do not take what comes.</summary>
    public const int DescriptorsEach = 6;

    /// <summary>No more than this, whatever the system allows.</summary>
    public const int Most = 10_000;

    /// <summary>As many as can never run out of descriptors: those beyond wait in the backlog, where they would otherwise be let in and reset.</summary>
    /// <param name="limit">What the process may open.</param>
    public static int Within(DescriptorLimit limit) => limit.Soft is { } soft ? (int)Math.Clamp((soft - DescriptorLimit.Overhead) / DescriptorsEach, 1, Most) : Most;
}
