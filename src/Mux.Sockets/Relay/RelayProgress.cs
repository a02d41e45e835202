namespace Mux;

/// <summary>How far a direction of a relay has come.</summary>
internal enum RelayProgress
{
    /// <summary>One of its sockets would block.</summary>
    Waiting,

    /// <summary>It has used up its turn, and there may be more.</summary>
    Turn,

    /// <summary>Its source has ended, and the end has been handed on.</summary>
    Ended,

    /// <summary>One of its sockets failed.</summary>
    Failed,
}
