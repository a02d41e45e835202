namespace Mux;

/// <summary>A time provider's timestamps as the loop reckons with them. A due time is rounded up and so is what remains until it: no timer is early.</summary>
internal sealed class LoopClock(TimeProvider provider)
{
    /// <summary>A due time that never comes.</summary>
    public const long Never = long.MaxValue;

    private readonly long _frequency = provider.TimestampFrequency;
    private long _last;

    /// <summary>The provider.</summary>
    public TimeProvider Provider => provider;

    /// <summary>Whether the multiplexer's timeouts run by this clock. By another one, tests move the time.</summary>
    public bool IsSystem { get; } = ReferenceEquals(provider, TimeProvider.System);

    /// <summary>The present timestamp. While the provider throws, the last one that it told.</summary>
    public long Now
    {
        get
        {
            if (IsSystem)
            {
                return provider.GetTimestamp();
            }

            try
            {
                return _last = provider.GetTimestamp();
            }
            catch (Exception failure)
            {
                Failed?.Invoke(failure);
                return _last;
            }
        }
    }

    /// <summary>The provider, which is callers' code, has thrown.</summary>
    public Action<Exception>? Failed { get; set; }

    /// <summary>A span of time in timestamps.</summary>
    public long ToTimestamps(TimeSpan span)
    {
        Int128 timestamps = (((Int128)span.Ticks * _frequency) + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond;
        return timestamps >= Never ? Never : (long)timestamps;
    }

    /// <summary>The timestamp at which a delay that begins now has passed; <see cref="Never"/> for an endless one.</summary>
    public long DueAfter(TimeSpan delay)
    {
        if (delay == Timeout.InfiniteTimeSpan)
        {
            return Never;
        }

        long now = Now;
        long length = ToTimestamps(delay);
        return length >= Never - now ? Never - 1 : now + length; // Centuries ahead: nobody will see it, but it is scheduled.
    }

    /// <summary>What is left until a due time: zero when it has come.</summary>
    public TimeSpan Until(long due, long now)
    {
        Int128 left = Int128.Max(0, (Int128)due - now);
        Int128 ticks = ((left * TimeSpan.TicksPerSecond) + _frequency - 1) / _frequency;
        return ticks >= TimeSpan.MaxValue.Ticks ? TimeSpan.MaxValue : new TimeSpan((long)ticks);
    }
}
