namespace StaticFiles.Serving;

/// <summary>How a busy time of a connection ends.</summary>
internal enum Ending
{
    /// <summary>Everything is answered: the peer may ask for more, later.</summary>
    Idle,

    /// <summary>Everything is answered, or refused, and the peer was told that there will be no more.</summary>
    Farewell,

    /// <summary>The peer has left.</summary>
    Gone,
}
