namespace Mux;

/// <summary>How a <see cref="TcpRelay"/> relays.</summary>
public sealed class TcpRelayOptions
{
    /// <summary>
    /// How long nothing may move in either direction, more than zero; <see cref="Timeout.InfiniteTimeSpan"/>, the default, for ever. A peer that does not take what waits for it counts as one where nothing moves.
    /// </summary>
    public TimeSpan IdleLimit { get; set; } = Timeout.InfiniteTimeSpan;
}
