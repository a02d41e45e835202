namespace Mux;

/// <summary>How a relay ended.</summary>
public enum RelayEnd
{
    /// <summary>Both peers have ended their sending halves, and everything before that has been handed on.</summary>
    Finished = 0,

    /// <summary>One of the connections failed, by a reset as a rule, and the other one was reset too.</summary>
    Failed = 1,

    /// <summary>Nothing moved for as long as <see cref="TcpRelayOptions.IdleLimit"/> allows, and both connections were reset.</summary>
    Idle = 2,
}
