using System.Threading.RateLimiting;

namespace Mux.Sockets.Tests;

/// <summary>A bucket that counts how often it is filled up, and always has what is asked for.</summary>
internal sealed class FilledBucket : ReplenishingRateLimiter
{
    private readonly ConcurrencyLimiter _all = new(new ConcurrencyLimiterOptions { PermitLimit = int.MaxValue });

    public int TimesFilled { get; private set; }

    public override TimeSpan? IdleDuration => null;

    public override TimeSpan ReplenishmentPeriod => TimeSpan.FromSeconds(1);

    public override bool IsAutoReplenishing => false;

    public override bool TryReplenish()
    {
        TimesFilled++;
        return true;
    }

    public override RateLimiterStatistics? GetStatistics() => _all.GetStatistics();

    protected override RateLimitLease AttemptAcquireCore(int permitCount) => _all.AttemptAcquire(permitCount);

    protected override ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken) => _all.AcquireAsync(permitCount, cancellationToken);

    protected override void Dispose(bool disposing)
    {
        _all.Dispose();
        base.Dispose(disposing);
    }
}
