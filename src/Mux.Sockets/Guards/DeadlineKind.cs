namespace Mux;

/// <summary>Which deadline of a connection has passed.</summary>
public enum DeadlineKind
{
    /// <summary>Nothing happened on the connection for too long.</summary>
    Idle,

    /// <summary>A phase, such as the sending of a request's head, took too long, whatever happened meanwhile.</summary>
    Phase,
}
