using System.Threading.RateLimiting;

namespace Mux;

/// <summary>A connection's place: what it holds of each limiter, given back when the connection is disposed of.</summary>
internal sealed class Admission(ConnectionGuards guards, RateLimitLease[] leases) : IDisposable
{
    /// <summary>Gives it back. Called once, by the socket, from any thread.</summary>
    public void Dispose()
    {
        foreach (RateLimitLease lease in leases)
        {
            lease.Dispose();
        }

        guards.CountEnd();
    }
}
