namespace UdpGame;

/// <summary>What a number says that has arrived.</summary>
internal enum Arrival
{
    /// <summary>It is newer than all before.</summary>
    Newest,

    /// <summary>Newer ones came before it, and it is still looked for.</summary>
    Reordered,

    /// <summary>It has come already.</summary>
    Duplicated,

    /// <summary>It is too old: it was given up as lost, or is from before the first one, or has come already and nobody remembers.</summary>
    Late,

    /// <summary>It is so far ahead that it cannot be true, and changes nothing.</summary>
    TooFarAhead,
}
