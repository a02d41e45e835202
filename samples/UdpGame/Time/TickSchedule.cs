namespace UdpGame;

/// <summary>Which tick it is, by a grid that does not move: a late tick does not make the next one late, and what was slept through is missed, not made up for.</summary>
/// <param name="start">When tick 0 was.</param>
/// <param name="period">From one tick to the next.</param>
internal sealed class TickSchedule(TimeSpan start, TimeSpan period)
{
    /// <summary>The present tick.</summary>
    public uint Tick { get; private set; }

    /// <summary>Goes on to the tick whose time it is.</summary>
    /// <param name="now">The present time.</param>
    /// <param name="missed">How many ticks have been left out.</param>
    /// <returns>False when it still is the tick that it was: the timer of a tick that came so late that it was the next one's time.</returns>
    public bool TryAdvance(TimeSpan now, out uint missed)
    {
        uint tick = (uint)((now - start).Ticks / period.Ticks);
        missed = 0;
        if (unchecked((int)(tick - Tick)) <= 0)
        {
            return false;
        }

        missed = tick - Tick - 1;
        Tick = tick;
        return true;
    }
}
