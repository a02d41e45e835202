namespace Mux;

/// <summary>How a <see cref="TcpRelay"/> relays.</summary>
public sealed class TcpRelayOptions
{
    /// <summary>
    /// How long nothing may move in either direction, more than zero; <see cref="Timeout.InfiniteTimeSpan"/>, the default, for ever. A peer that does not take what waits for it counts as one where nothing moves.
    /// </summary>
    public TimeSpan IdleLimit { get; set; } = Timeout.InfiniteTimeSpan;

    /// <summary>
    /// After one of the connections has failed, how long the other peer may take nothing of what was received before, until both are reset: more than zero; 10 seconds by default. <see cref="Timeout.InfiniteTimeSpan"/> leaves it to
    /// <see cref="IdleLimit"/>.
    /// </summary>
    public TimeSpan DeliveryLimit { get; set; } = TimeSpan.FromSeconds(10);
}
