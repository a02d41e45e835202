namespace UdpGame;

/// <summary>Time since a beginning, that of the process at the latest.</summary>
/// <param name="provider">The clock.</param>
internal sealed class GameClock(TimeProvider provider)
{
    private readonly long _start = provider.GetTimestamp();

    /// <summary>The present time.</summary>
    public TimeSpan Now => provider.GetElapsedTime(_start);
}
