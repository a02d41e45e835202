namespace StaticFiles;

/// <summary>How long a peer may take before the server has better things to do.</summary>
/// <param name="Idle">Between two requests, and before the first. The connection then ends without a word.</param>
/// <param name="Head">From the first byte of a request to the last of its head, however it trickles in: 408.</param>
/// <param name="Stall">Without reading anything of an answer. What it reads gives it more time, but never more than this. The connection then ends with a reset.</param>
/// <param name="LeastSendRate">How much of its answers it must read in a second, on average, to go on so: in bytes, from 1 up; 0 when anything that it reads gives it as long again.</param>
internal sealed record Deadlines(TimeSpan Idle, TimeSpan Head, TimeSpan Stall, int LeastSendRate)
{
    /// <summary>How long the end of a connection may take whose peer still sends: the rest of an upload that was refused.</summary>
    public static readonly TimeSpan Farewell = TimeSpan.FromSeconds(30);

    /// <summary>How long it may be silent meanwhile.</summary>
    public static readonly TimeSpan FarewellSilence = TimeSpan.FromSeconds(2);
}
