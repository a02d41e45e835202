namespace Mux;

/// <summary>How an attempt on a non-blocking socket ended.</summary>
public enum SocketOutcome
{
    /// <summary>It is done, with a count where it has one.</summary>
    Done,

    /// <summary>It would block: nothing has happened. Wait for the direction to become ready, and try again.</summary>
    WouldBlock,

    /// <summary>The peer has ended its sending half in an orderly way, and everything before that has been received.</summary>
    Closed,

    /// <summary>It failed, and the error says why.</summary>
    Failed,
}
