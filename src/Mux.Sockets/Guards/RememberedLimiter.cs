using System.Threading.RateLimiting;

namespace Mux;

/// <summary>A peer's limiter: brought up to date whenever it is asked, and not only when the timer of all limiters comes round; and it says when it is given up.</summary>
/// <param name="limiter">What decides.</param>
/// <param name="forget">Hears that it is given up: it has been as if new for a while.</param>
internal sealed class RememberedLimiter(RateLimiter limiter, Action<RememberedLimiter> forget) : ReplenishingRateLimiter
{
    private readonly ReplenishingRateLimiter? _replenished = limiter as ReplenishingRateLimiter;

    public override TimeSpan? IdleDuration => limiter.IdleDuration;

    public override TimeSpan ReplenishmentPeriod => _replenished?.ReplenishmentPeriod ?? TimeSpan.Zero;

    public override bool IsAutoReplenishing => false;

    public override bool TryReplenish() => _replenished?.TryReplenish() ?? false;

    public override RateLimiterStatistics? GetStatistics() => limiter.GetStatistics();

    protected override RateLimitLease AttemptAcquireCore(int permitCount)
    {
        TryReplenish();
        return limiter.AttemptAcquire(permitCount);
    }

    protected override ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken)
    {
        TryReplenish();
        return limiter.AcquireAsync(permitCount, cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            forget(this);
            limiter.Dispose();
        }

        base.Dispose(disposing);
    }

    // What drops idle ones disposes of them by this way.
    protected override ValueTask DisposeAsyncCore()
    {
        Dispose(disposing: true);
        return base.DisposeAsyncCore();
    }
}
