using System.Threading.RateLimiting;

namespace Mux;

/// <summary>How fast connections may come: a token bucket, which fills evenly and is full at first.</summary>
public readonly record struct ConnectionRate
{
    private static readonly TimeSpan FinestPeriod = TimeSpan.FromMilliseconds(100);

    /// <summary>Sets a rate.</summary>
    /// <param name="connections">How many, from 1 up.</param>
    /// <param name="per">In what time, above zero.</param>
    /// <param name="burst">How many may come at once after a calm time, from 1 up.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public ConnectionRate(int connections, TimeSpan per, int burst)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(connections, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(per, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(burst, 1);
        (Connections, Per, Burst) = (connections, per, burst);
    }

    /// <summary>How many connections.</summary>
    public int Connections { get; }

    /// <summary>In what time.</summary>
    public TimeSpan Per { get; }

    /// <summary>How many may come at once.</summary>
    public int Burst { get; }

    /// <summary>A rate by the second, with a burst of as many.</summary>
    /// <param name="connections">How many, from 1 up.</param>
    /// <returns>The rate.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    public static ConnectionRate PerSecond(int connections) => new(connections, TimeSpan.FromSeconds(1), connections);

    // Tokens come one by one, but not in more steps than ten a second. Nobody queues for them, so that a timer of each bucket's own has nothing to do.
    internal TokenBucketRateLimiterOptions ToBucket()
    {
        int tokens = (int)Math.Clamp(Math.Ceiling(Connections * (FinestPeriod / Per)), 1, Burst);
        return new TokenBucketRateLimiterOptions { TokenLimit = Burst, TokensPerPeriod = tokens, ReplenishmentPeriod = Per * ((double)tokens / Connections), AutoReplenishment = false };
    }
}
