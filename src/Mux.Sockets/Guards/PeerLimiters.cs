using System.Collections.Concurrent;
using System.Threading.RateLimiting;

namespace Mux;

/// <summary>A limiter for each peer, of whom so many are told apart at once. Those beyond share one: a crowd of addresses must not cost memory without bound.</summary>
/// <param name="make">Makes a limiter for a peer.</param>
/// <param name="most">How many peers are told apart.</param>
internal sealed class PeerLimiters(Func<RateLimiter> make, int most = PeerLimiters.Most)
{
    /// <summary>How many peers are told apart unless it is said: each costs a few hundred bytes, until it has been calm for about ten seconds.</summary>
    public const int Most = 65_536;

    private static readonly PeerKey Crowd = PeerKey.OfV4(uint.MaxValue); // Whom no connection comes from.

    private readonly ConcurrentDictionary<PeerKey, RememberedLimiter> _remembered = [];

    /// <summary>The limiter of them all. Peers without an address pass.</summary>
    public PartitionedRateLimiter<PeerKey> Create() => PartitionedRateLimiter.Create<PeerKey, PeerKey>(PartitionOf);

    private RememberedLimiter Remember(PeerKey peer) =>
        _remembered[peer] = new RememberedLimiter(make(), forgotten => _remembered.TryRemove(KeyValuePair.Create(peer, forgotten)));

    private RateLimitPartition<PeerKey> PartitionOf(PeerKey peer)
    {
        if (!peer.IsKnown)
        {
            return RateLimitPartition.GetNoLimiter(peer);
        }

        return _remembered.ContainsKey(peer) || _remembered.Count < most
            ? RateLimitPartition.Get(peer, Remember)
            : RateLimitPartition.Get(Crowd, _ => new RememberedLimiter(make(), static _ => { }));
    }
}
