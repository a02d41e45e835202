using System.Threading.RateLimiting;

namespace Mux;

/// <summary>How fast connections may come: a token bucket, which fills evenly and is full at first.</summary>
public readonly record struct ConnectionRate
{
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

    /// <summary>What lets so many pass.</summary>
    /// <param name="clock">What tells the time; null for the system's clock.</param>
    /// <exception cref="ArgumentException">This is the default value, which is no rate.</exception>
    internal RateLimiter ToLimiter(TimeProvider? clock = null) => Connections > 0
        ? new EvenRateLimiter(this, clock ?? TimeProvider.System)
        : throw new ArgumentException("default(ConnectionRate) is no rate: make one by its constructor or by ConnectionRate.PerSecond, or leave the option null for none.");
}
