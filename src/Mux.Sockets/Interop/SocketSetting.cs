namespace Mux.Interop;

/// <summary>The socket options that are numbers, by names of our own: level and number differ from system to system.</summary>
internal enum SocketSetting
{
    /// <summary>SO_ERROR: reading takes the pending error.</summary>
    PendingError,

    /// <summary>SO_TYPE.</summary>
    Type,

    /// <summary>SO_REUSEADDR. Not on Windows, where it means something else.</summary>
    ReuseAddress,

    /// <summary>SO_EXCLUSIVEADDRUSE. Windows only.</summary>
    ExclusiveAddressUse,

    /// <summary>SO_REUSEPORT; on FreeBSD SO_REUSEPORT_LB, which spreads connections as Linux does. Not on Windows.</summary>
    ReusePort,

    /// <summary>SO_BROADCAST.</summary>
    Broadcast,

    /// <summary>IPV6_V6ONLY.</summary>
    OnlyV6,

    /// <summary>TCP_NODELAY.</summary>
    NoDelay,

    /// <summary>TCP_CORK: set to 0, sends what waits for more. Linux only.</summary>
    Cork,

    /// <summary>SO_KEEPALIVE.</summary>
    KeepAlive,

    /// <summary>TCP_KEEPIDLE (macOS: TCP_KEEPALIVE), in seconds.</summary>
    KeepAliveIdle,

    /// <summary>TCP_KEEPINTVL, in seconds.</summary>
    KeepAliveInterval,

    /// <summary>TCP_KEEPCNT.</summary>
    KeepAliveProbes,

    /// <summary>
    /// How long sent data may stay unacknowledged: TCP_USER_TIMEOUT of Linux in milliseconds, TCP_RXT_CONNDROPTIME of macOS and TCP_MAXRT of Windows in seconds. FreeBSD before 14 has none, and later one for the whole system.
    /// </summary>
    UserTimeout,

    /// <summary>SO_NWRITE of macOS: how many bytes were sent and not acknowledged.</summary>
    UnacknowledgedBytes,

    /// <summary>TCP_NOTSENT_LOWAT, in bytes. Linux and macOS.</summary>
    UnsentLowWater,

    /// <summary>SO_RCVBUF, in bytes.</summary>
    ReceiveBufferSize,

    /// <summary>SO_SNDBUF, in bytes.</summary>
    SendBufferSize,
}
