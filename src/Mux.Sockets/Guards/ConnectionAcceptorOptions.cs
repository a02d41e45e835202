using System.Diagnostics.Metrics;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Logging;

namespace Mux;

/// <summary>What a <see cref="ConnectionAcceptor"/> lets in. Read once, when it is made. Nothing is limited unless it is set.</summary>
/// <remarks>
/// A connection has to pass all that are set, in this order: by address, then the caller's limiters, then the totals. Thus a peer that is refused for what it does itself takes nothing of what all share.
/// </remarks>
public sealed class ConnectionAcceptorOptions
{
    /// <summary>How many accepted connections may be open at once, from 1 up; null for any number. At the start, a warning is logged when the process may not open so many (<see cref="DescriptorLimit"/>).</summary>
    public int? MaxConnections { get; set; }

    /// <summary>How many descriptors a connection has open at most, from 1 up: its socket, and what else it needs, such as a file that is sent or the other end of a proxy. Only for the report at the start.</summary>
    public int DescriptorsPerConnection { get; set; } = 1;

    /// <summary>What becomes of those beyond <see cref="MaxConnections"/>. By default they wait.</summary>
    public ConnectionOverflow WhenFull { get; set; }

    /// <summary>How many connections of one peer (<see cref="PeerKey"/>) may be open at once, from 1 up; null for any number. Those beyond are refused.</summary>
    public int? MaxConnectionsPerAddress { get; set; }

    /// <summary>How fast connections are accepted; null for any rate. Those that come faster are refused.</summary>
    public ConnectionRate? Rate { get; set; }

    /// <summary>How fast connections of one peer are accepted; null for any rate. Those that come faster are refused.</summary>
    public ConnectionRate? RatePerAddress { get; set; }

    /// <summary>A limiter of the caller's by peer; null for none. One permit is asked for, without waiting, and given back when the connection is disposed of. It stays the caller's.</summary>
    public PartitionedRateLimiter<PeerKey>? PeerLimiter { get; set; }

    /// <summary>A limiter of the caller's over all connections, in the same way; null for none.</summary>
    public RateLimiter? Limiter { get; set; }

    /// <summary>What becomes of connections when descriptors or memory have run out. By default they are refused, for which a descriptor is held in reserve; on Windows, which has no such limit, they wait.</summary>
    public ConnectionOverflow WhenOutOfResources { get; set; } = ConnectionOverflow.Refuse;

    /// <summary>Where to log, in the category <c>Mux.ConnectionAcceptor</c>; null, the default, for nowhere.</summary>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>Makes the meter <c>Mux</c>; null, the default, for one that the process shares.</summary>
    public IMeterFactory? MeterFactory { get; set; }
}
