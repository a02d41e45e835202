namespace Mux;

/// <summary>Reckons with the timestamps of a time provider. A due time is rounded up, and so is what remains until it: nothing is early.</summary>
internal static class Timestamps
{
    /// <summary>A due time that never comes.</summary>
    public const long Never = long.MaxValue;

    /// <summary>A span of time in timestamps.</summary>
    public static long Of(TimeSpan span, long frequency)
    {
        Int128 timestamps = (((Int128)span.Ticks * frequency) + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond;
        return timestamps >= Never ? Never : (long)timestamps;
    }

    /// <summary>The timestamp at which a delay that begins now has passed; <see cref="Never"/> for an endless one.</summary>
    public static long DueAfter(TimeSpan delay, long now, long frequency)
    {
        if (delay == Timeout.InfiniteTimeSpan)
        {
            return Never;
        }

        long length = Of(delay, frequency);
        return length >= Never - now ? Never - 1 : now + length; // Centuries ahead: nobody will see it, but it is scheduled.
    }

    /// <summary>What is left until a due time: zero when it has come.</summary>
    public static TimeSpan Until(long due, long now, long frequency)
    {
        Int128 left = Int128.Max(0, (Int128)due - now);
        Int128 ticks = ((left * TimeSpan.TicksPerSecond) + frequency - 1) / frequency;
        return ticks >= TimeSpan.MaxValue.Ticks ? TimeSpan.MaxValue : new TimeSpan((long)ticks);
    }
}
