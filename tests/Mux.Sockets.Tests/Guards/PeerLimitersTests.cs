using System.Net;
using System.Threading.RateLimiting;

namespace Mux.Sockets.Tests;

/// <summary>A limiter for each peer.</summary>
public sealed class PeerLimitersTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public void Each_peer_has_its_own()
    {
        using PartitionedRateLimiter<PeerKey> limiters = new PeerLimiters(() => Bucket(new ConnectionRate(1, Hour, burst: 1))).Create();

        Assert.True(IsLetIn(limiters, Peer(1)));
        Assert.False(IsLetIn(limiters, Peer(1)));
        Assert.True(IsLetIn(limiters, Peer(2)));
    }

    [Fact]
    public void Peers_without_an_address_pass()
    {
        using PartitionedRateLimiter<PeerKey> limiters = new PeerLimiters(() => Bucket(new ConnectionRate(1, Hour, burst: 1))).Create();

        Assert.True(IsLetIn(limiters, default));
        Assert.True(IsLetIn(limiters, default));
    }

    [Fact]
    public void Beyond_so_many_peers_the_others_share_one()
    {
        var made = new List<RateLimiter>();
        using PartitionedRateLimiter<PeerKey> limiters = new PeerLimiters(() => Noted(made, Bucket(new ConnectionRate(2, Hour, burst: 2))), most: 2).Create();

        bool[] letIn = [.. Enumerable.Range(1, 100).Select(number => IsLetIn(limiters, Peer(number)))];

        Assert.Equal([true, true, true, true], letIn[..4]); // Two by their own, and two of the crowd.
        Assert.DoesNotContain(true, letIn[4..]);
        Assert.Equal(3, made.Count);
        Assert.True(IsLetIn(limiters, Peer(1))); // Who has a limiter keeps it.
    }

    [Fact]
    public async Task A_peer_that_is_forgotten_makes_room_for_another()
    {
        var forgotten = new List<RememberedLimiter>();
        var limiter = new RememberedLimiter(Bucket(ConnectionRate.PerSecond(1)), forgotten.Add);

        await limiter.DisposeAsync();

        Assert.Equal([limiter], forgotten);
        Assert.Throws<ObjectDisposedException>(() => limiter.AttemptAcquire());
    }

    [Fact]
    public void Places_come_back_when_they_are_given_back()
    {
        using PartitionedRateLimiter<PeerKey> limiters = new PeerLimiters(() => new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = 1 })).Create();
        RateLimitLease place = limiters.AttemptAcquire(Peer(1));

        Assert.True(place.IsAcquired);
        Assert.False(IsLetIn(limiters, Peer(1)));
        place.Dispose();
        Assert.True(IsLetIn(limiters, Peer(1)));
    }

    private static PeerKey Peer(int number) => PeerKey.Of(new IPAddress([192, 0, 2, (byte)number]));

    private static RateLimiter Bucket(ConnectionRate rate) => rate.ToLimiter();

    private static RateLimiter Noted(List<RateLimiter> made, RateLimiter limiter)
    {
        made.Add(limiter);
        return limiter;
    }

    private static bool IsLetIn(PartitionedRateLimiter<PeerKey> limiters, PeerKey peer)
    {
        using RateLimitLease lease = limiters.AttemptAcquire(peer);
        return lease.IsAcquired;
    }
}
