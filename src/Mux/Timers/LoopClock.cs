namespace Mux;

/// <summary>A time provider's timestamps as the loop reckons with them.</summary>
internal sealed class LoopClock(TimeProvider provider)
{
    /// <summary>A due time that never comes.</summary>
    public const long Never = Timestamps.Never;

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
    public long ToTimestamps(TimeSpan span) => Timestamps.Of(span, _frequency);

    /// <summary>The timestamp at which a delay that begins now has passed; <see cref="Never"/> for an endless one.</summary>
    public long DueAfter(TimeSpan delay) => Timestamps.DueAfter(delay, Now, _frequency);

    /// <summary>What is left until a due time: zero when it has come.</summary>
    public TimeSpan Until(long due, long now) => Timestamps.Until(due, now, _frequency);
}
