namespace Mux;

/// <summary>Why a <see cref="ConnectionAcceptor"/> refused a connection.</summary>
public enum RefusalReason
{
    /// <summary><see cref="ConnectionAcceptorOptions.MaxConnections"/> are open.</summary>
    TooMany,

    /// <summary><see cref="ConnectionAcceptorOptions.MaxConnectionsPerAddress"/> of this peer are open.</summary>
    TooManyOfAddress,

    /// <summary>They come faster than <see cref="ConnectionAcceptorOptions.Rate"/>.</summary>
    TooFast,

    /// <summary>This peer's come faster than <see cref="ConnectionAcceptorOptions.RatePerAddress"/>.</summary>
    TooFastOfAddress,

    /// <summary>A limiter of the caller's said so.</summary>
    Limiter,

    /// <summary>The process or the system is out of descriptors or memory.</summary>
    OutOfResources,
}
