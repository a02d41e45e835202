using System.Threading.RateLimiting;

namespace Mux;

/// <summary>A token bucket that fills evenly, and from when its first token was taken on: no stretch of time brings more than the burst and what has come in since.</summary>
/// <remarks>
/// It holds one number, the time at which the bucket will be full again (the generic cell rate algorithm, ITU-T I.371). <see cref="TokenBucketRateLimiter"/> goes by steps whose clock runs on while the bucket is full, so that after a
/// calm it lets one step more through than its limit.
/// </remarks>
/// <param name="rate">How fast, and how many at once.</param>
/// <param name="clock">What tells the time.</param>
internal sealed class EvenRateLimiter(ConnectionRate rate, TimeProvider clock) : RateLimiter
{
    private readonly Lock _lock = new();
    private readonly double _cost = rate.Per.TotalSeconds * clock.TimestampFrequency / rate.Connections; // Of one, in the clock's timestamps.
    private readonly long _start = clock.GetTimestamp();
    private double _full; // When the bucket will be full again, since the start. In the past while it is.
    private bool _isDisposed;

    public override TimeSpan? IdleDuration
    {
        get
        {
            lock (_lock)
            {
                double full = Now - _full;
                return full < 0 ? null : TimeSpan.FromSeconds(full / clock.TimestampFrequency);
            }
        }
    }

    private double Now => clock.GetTimestamp() - _start;

    public override RateLimiterStatistics? GetStatistics()
    {
        lock (_lock)
        {
            return new RateLimiterStatistics { CurrentAvailablePermits = (long)(rate.Burst - (Math.Max(0, _full - Now) / _cost)) };
        }
    }

    protected override RateLimitLease AttemptAcquireCore(int permitCount)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            double now = Now;
            double full = Math.Max(_full, now) + (permitCount * _cost);
            if (full - now > rate.Burst * _cost * (1 + 1e-9)) // As much above as the sums may be rounded.
            {
                return Answer.Refused;
            }

            if (permitCount > 0)
            {
                _full = full;
            }

            return Answer.Granted;
        }
    }

    protected override void Dispose(bool disposing)
    {
        lock (_lock)
        {
            _isDisposed = true;
        }

        base.Dispose(disposing);
    }

    // Nobody queues for a rate.
    protected override ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken) => new(AttemptAcquireCore(permitCount));

    private sealed class Answer(bool isAcquired) : RateLimitLease
    {
        public static readonly Answer Granted = new(true);
        public static readonly Answer Refused = new(false);

        public override bool IsAcquired => isAcquired;

        public override IEnumerable<string> MetadataNames => [];

        public override bool TryGetMetadata(string metadataName, out object? metadata)
        {
            metadata = null;
            return false;
        }
    }
}
