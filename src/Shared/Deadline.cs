using System.Diagnostics;

namespace Mux;

/// <summary>A moment on the monotonic clock at which a wait ends. Waits that are resumed after an interruption keep the same deadline.</summary>
internal readonly struct Deadline
{
    private const long Passed = long.MinValue;
    private const long Never = long.MaxValue;

    private readonly long _timestamp; // Of Stopwatch; Passed and Never are no times, and cost no look at the clock.

    private Deadline(long timestamp) => _timestamp = timestamp;

    /// <summary>Whether the wait has no end.</summary>
    public bool IsInfinite => _timestamp == Never;

    /// <summary>Whether the moment has come.</summary>
    public bool HasPassed => _timestamp != Never && (_timestamp == Passed || Stopwatch.GetTimestamp() >= _timestamp);

    /// <summary>What is left, rounded up so that a wait of that length never ends early; zero once it has passed.</summary>
    /// <remarks>Has no meaning for an infinite deadline.</remarks>
    public TimeSpan Remaining
    {
        get
        {
            if (_timestamp == Passed)
            {
                return TimeSpan.Zero;
            }

            Int128 left = Math.Max(0, _timestamp - Stopwatch.GetTimestamp());
            return TimeSpan.FromTicks((long)(((left * TimeSpan.TicksPerSecond) + Stopwatch.Frequency - 1) / Stopwatch.Frequency));
        }
    }

    /// <summary>The deadline of a wait that begins now.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative and not <see cref="Timeout.InfiniteTimeSpan"/>.</exception>
    public static Deadline After(TimeSpan timeout)
    {
        if (timeout <= TimeSpan.Zero)
        {
            return timeout == TimeSpan.Zero ? new Deadline(Passed)
                : timeout == Timeout.InfiniteTimeSpan ? new Deadline(Never)
                : throw new ArgumentOutOfRangeException(
                    nameof(timeout), timeout, "Pass a timeout of zero or more, or Timeout.InfiniteTimeSpan to wait for ever.");
        }

        Int128 end = Stopwatch.GetTimestamp() + ((((Int128)timeout.Ticks * Stopwatch.Frequency) + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond);
        return new Deadline(end >= Never ? Never : (long)end); // Centuries beyond the clock's range: nobody will see it end.
    }
}
