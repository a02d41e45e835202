namespace UdpGame;

/// <summary>How many inputs a player may send: <see cref="PerSecond"/>, and <see cref="Burst"/> at once after a pause, which a path that held them up may bring together.</summary>
internal struct InputAllowance
{
    /// <summary>Twice as many as the client sends, and more.</summary>
    public const int PerSecond = 50;

    /// <summary>How many may come at once.</summary>
    public const int Burst = 25;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1) / PerSecond;

    private TimeSpan _next; // When the next one is due. Never more than a burst ahead of the present.

    /// <summary>Takes one.</summary>
    /// <param name="now">The present time.</param>
    /// <returns>False when it is one too many.</returns>
    public bool TryTake(TimeSpan now)
    {
        TimeSpan next = (_next > now ? _next : now) + Interval;
        if (next - now > Interval * Burst)
        {
            return false;
        }

        _next = next;
        return true;
    }
}
