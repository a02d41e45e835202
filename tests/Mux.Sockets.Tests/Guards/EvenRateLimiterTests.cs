using System.Threading.RateLimiting;
using Microsoft.Extensions.Time.Testing;

namespace Mux.Sockets.Tests;

/// <summary>A rate lets its burst through and what comes in since, at any time and after any calm.</summary>
public sealed class EvenRateLimiterTests
{
    private readonly FakeTimeProvider _clock = new();

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 5)]
    [InlineData(10, 10)]
    [InlineData(100, 5)]
    [InlineData(3, 7)]
    public void After_a_calm_no_more_than_the_burst_comes_before_the_next_is_due(int perSecond, int burst)
    {
        using RateLimiter limiter = new ConnectionRate(perSecond, TimeSpan.FromSeconds(1), burst).ToLimiter(_clock);
        TimeSpan due = TimeSpan.FromSeconds(1.0 / perSecond);
        _clock.Advance((10 * due) + (due * 0.9)); // Whoever counts in steps is about to make one.

        Assert.Equal(burst, LetIn(limiter));
        _clock.Advance(due * 0.2);
        Assert.Equal(0, LetIn(limiter));
        _clock.Advance(due * 0.81);
        Assert.Equal(1, LetIn(limiter));
    }

    [Fact]
    public void In_no_stretch_of_time_come_more_than_the_burst_and_what_is_due()
    {
        using RateLimiter limiter = new ConnectionRate(7, TimeSpan.FromSeconds(1), burst: 4).ToLimiter(_clock);
        var random = new Random(1);
        var times = new List<double>();
        double now = 0;
        for (int step = 0; step < 5000; step++)
        {
            double calm = random.NextDouble() * (random.Next(20) == 0 ? 2 : 0.2);
            _clock.Advance(TimeSpan.FromSeconds(calm));
            now += calm;
            if (IsLetIn(limiter))
            {
                times.Add(now);
            }
        }

        for (int first = 0; first < times.Count; first++)
        {
            for (int last = first; last < Math.Min(times.Count, first + 50); last++)
            {
                Assert.True(last - first + 1 <= 4 + ((times[last] - times[first]) * 7) + 0.001);
            }
        }

        Assert.InRange(times.Count, now * 7 * 0.7, (now * 7) + 4); // And it is no stricter than it says.
    }

    [Fact]
    public void It_is_idle_once_it_is_full()
    {
        using RateLimiter limiter = ConnectionRate.PerSecond(2).ToLimiter(_clock);
        Assert.True(IsLetIn(limiter));

        Assert.Null(limiter.IdleDuration);
        Assert.Equal(1, limiter.GetStatistics()!.CurrentAvailablePermits);
        _clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(2.5, limiter.IdleDuration!.Value.TotalSeconds, 3);
        Assert.Equal(2, limiter.GetStatistics()!.CurrentAvailablePermits);
    }

    [Fact]
    public void Asking_for_none_says_whether_one_would_pass_and_takes_nothing()
    {
        using RateLimiter limiter = ConnectionRate.PerSecond(1).ToLimiter(_clock);

        Assert.True(limiter.AttemptAcquire(0).IsAcquired);
        Assert.Equal(1, LetIn(limiter));
    }

    [Fact]
    public void The_default_value_is_refused_and_the_error_says_what_to_do() =>
        Assert.Contains("ConnectionRate.PerSecond", Assert.Throws<ArgumentException>(() => default(ConnectionRate).ToLimiter()).Message, StringComparison.Ordinal);

    [Fact]
    public void Once_disposed_of_it_decides_nothing()
    {
        RateLimiter limiter = ConnectionRate.PerSecond(1).ToLimiter(_clock);
        limiter.Dispose();

        Assert.Throws<ObjectDisposedException>(() => limiter.AttemptAcquire());
    }

    private static bool IsLetIn(RateLimiter limiter)
    {
        using RateLimitLease lease = limiter.AttemptAcquire();
        return lease.IsAcquired;
    }

    private static int LetIn(RateLimiter limiter)
    {
        int count = 0;
        while (IsLetIn(limiter))
        {
            count++;
        }

        return count;
    }
}
