namespace Mux;

/// <summary>The time of a loop's provider, in its timestamps.</summary>
internal readonly struct LoopTime(EventLoop loop)
{
    /// <summary>The present.</summary>
    public long Now => loop.TimeProvider.GetTimestamp();

    private long Frequency => loop.TimeProvider.TimestampFrequency;

    /// <inheritdoc cref="Timestamps.Of"/>
    public long ToTimestamps(TimeSpan span) => Timestamps.Of(span, Frequency);

    /// <inheritdoc cref="Timestamps.DueAfter"/>
    public long DueAfter(TimeSpan delay) => Timestamps.DueAfter(delay, Now, Frequency);

    /// <inheritdoc cref="Timestamps.Until"/>
    public TimeSpan Until(long due, long now) => Timestamps.Until(due, now, Frequency);
}
