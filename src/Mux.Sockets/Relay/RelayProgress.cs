namespace Mux;

/// <summary>How far a direction of a relay has come.</summary>
internal enum RelayProgress
{
    /// <summary>One of its sockets would block.</summary>
    Waiting,

    /// <summary>It has used up its turn, and there may be more.</summary>
    Turn,

    /// <summary>Its source has ended, and the end has been handed on; or the direction was given up.</summary>
    Ended,

    /// <summary>Its source has failed, and everything that was received before has been handed on.</summary>
    SourceFailed,

    /// <summary>Its target has failed, and takes nothing any more.</summary>
    TargetFailed,
}
