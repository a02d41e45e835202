namespace Mux;

/// <summary>Less common wishes of a registration.</summary>
[Flags]
public enum RegistrationOptions
{
    /// <summary>None of them.</summary>
    None = 0,

    /// <summary>
    /// When the same open file is registered with several multiplexers, wake one or more of them for an event instead of all: the remedy for the
    /// thundering herd at a shared listening socket. A hint, and only where <see cref="MultiplexerFeatures.Exclusive"/> is set; elsewhere, and together with
    /// <see cref="TriggerMode.OneShot"/>, <see cref="Interests.Priority"/> or a handle that is itself a multiplexer, it is refused. An exclusive registration is told of a
    /// peer's half-close by <see cref="Readiness.Readable"/> alone, without <see cref="Readiness.ReadClosed"/>.
    /// </summary>
    /// <remarks>EPOLLEXCLUSIVE, Linux 4.5; see epoll_ctl(2).</remarks>
    Exclusive = 1 << 0,
}
