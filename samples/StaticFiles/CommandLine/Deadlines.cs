namespace StaticFiles;

/// <summary>How long a peer may take before the server has better things to do.</summary>
/// <param name="Idle">Between two requests, and before the first. The connection then ends without a word.</param>
/// <param name="Head">From the first byte of a request to the last of its head, however it trickles in: 408.</param>
/// <param name="Stall">Without reading anything of an answer. Each time that it has read some, it has as long again.</param>
internal sealed record Deadlines(TimeSpan Idle, TimeSpan Head, TimeSpan Stall)
{
    /// <summary>How long the end of a connection may take whose peer still sends.</summary>
    public static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);
}
