using System.Diagnostics.CodeAnalysis;
using System.Threading.RateLimiting;

namespace Mux;

/// <summary>The limiters that a connection has to pass, in order.</summary>
/// <remarks>What <see cref="PartitionedRateLimiter.CreateChained{TResource}"/> would do, but for the answer: that one does not tell which of its limiters said no.</remarks>
internal sealed class ConnectionGuards : IDisposable
{
    private readonly List<Guard> _chain = [];
    private readonly List<IDisposable> _own = [];
    private int _open;

    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public ConnectionGuards(ConnectionAcceptorOptions options)
    {
        if (options.MaxConnectionsPerAddress is { } perAddress)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(perAddress, 1, nameof(options.MaxConnectionsPerAddress));
            AddByPeer(RefusalReason.TooManyOfAddress, () => new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = perAddress }));
        }

        if (options.RatePerAddress is { } ratePerAddress)
        {
            AddByPeer(RefusalReason.TooFastOfAddress, () => ratePerAddress.ToLimiter());
        }

        if (options.PeerLimiter is { } peers)
        {
            _chain.Add(new Guard(RefusalReason.Limiter, peers.AttemptAcquire));
        }

        if (options.Limiter is { } all)
        {
            _chain.Add(new Guard(RefusalReason.Limiter, (_, permits) => all.AttemptAcquire(permits)));
        }

        if (options.MaxConnections is { } most)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(most, 1, nameof(options.MaxConnections));
            var total = new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = most, QueueLimit = 1 });
            _own.Add(total);
            if (options.WhenFull == ConnectionOverflow.Wait)
            {
                Places = total;
            }
            else
            {
                _chain.Add(new Guard(RefusalReason.TooMany, (_, permits) => total.AttemptAcquire(permits)));
            }
        }

        if (options.Rate is { } rate)
        {
            RateLimiter limiter = rate.ToLimiter();
            _own.Add(limiter);
            _chain.Add(new Guard(RefusalReason.TooFast, (_, permits) => limiter.AttemptAcquire(permits)));
        }

        Rehearse();
    }

    /// <summary>What to take a place of before accepting; null where connections beyond the maximum are refused, or there is none.</summary>
    public RateLimiter? Places { get; }

    /// <summary>How many admitted connections are open.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>Asks all of them.</summary>
    /// <param name="peer">Who it is.</param>
    /// <param name="place">What was taken of <see cref="Places"/>; the admission's from here on, if it is granted.</param>
    /// <param name="admission">What to hold while the connection is open.</param>
    /// <param name="reason">Why not.</param>
    public bool TryAdmit(PeerKey peer, RateLimitLease? place, [NotNullWhen(true)] out Admission? admission, out RefusalReason reason)
    {
        int count = _chain.Count + (place is null ? 0 : 1);
        RateLimitLease[] leases = count == 0 ? [] : new RateLimitLease[count];
        admission = null;
        try
        {
            for (int index = 0; index < _chain.Count; index++)
            {
                leases[index] = _chain[index].Ask(peer, 1);
                if (!leases[index].IsAcquired)
                {
                    reason = _chain[index].Reason;
                    return false;
                }
            }

            if (place is not null)
            {
                leases[^1] = place;
            }

            Interlocked.Increment(ref _open);
            (admission, reason) = (new Admission(this, leases), default);
            return true;
        }
        finally
        {
            if (admission is null)
            {
                GiveBack(leases); // Also where one throws: some are the caller's.
            }
        }
    }

    public void CountEnd() => Interlocked.Decrement(ref _open);

    /// <summary>Ends the limiters that are not the caller's. Places can still be given back.</summary>
    public void Dispose() => _own.ForEach(limiter => limiter.Dispose());

    private static void GiveBack(RateLimitLease?[] leases)
    {
        foreach (RateLimitLease? lease in leases)
        {
            lease?.Dispose();
        }
    }

    private void AddByPeer(RefusalReason reason, Func<RateLimiter> make)
    {
        PartitionedRateLimiter<PeerKey> limiter = new PeerLimiters(make).Create();
        _own.Add(limiter);
        _chain.Add(new Guard(reason, limiter.AttemptAcquire));
    }

    // Asking for nothing loads what asking needs, while there are descriptors to load it with.
    private void Rehearse()
    {
        foreach (Guard guard in _chain)
        {
            guard.Ask(PeerKey.OfV4(0), 0).Dispose();
        }
    }

    private readonly record struct Guard(RefusalReason Reason, Func<PeerKey, int, RateLimitLease> Ask);
}
