using System.Threading.RateLimiting;

namespace Mux;

/// <summary>A peer's limiter, which says when it is given up.</summary>
/// <param name="limiter">What decides.</param>
/// <param name="forget">Hears that it is given up: it has been as if new for a while.</param>
internal sealed class RememberedLimiter(RateLimiter limiter, Action<RememberedLimiter> forget) : RateLimiter
{
    public override TimeSpan? IdleDuration => limiter.IdleDuration;

    public override RateLimiterStatistics? GetStatistics() => limiter.GetStatistics();

    protected override RateLimitLease AttemptAcquireCore(int permitCount) => limiter.AttemptAcquire(permitCount);

    protected override ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken) => limiter.AcquireAsync(permitCount, cancellationToken);

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
