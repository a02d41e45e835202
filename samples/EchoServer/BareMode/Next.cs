namespace EchoServer;

/// <summary>What a connection needs after a turn.</summary>
internal enum Next
{
    /// <summary>To be told when there is something to read.</summary>
    Read,

    /// <summary>To be told when there is room to write. Until then it does not read: that is the back-pressure.</summary>
    Write,

    /// <summary>Another turn: it has used up this one, and there may be more to read.</summary>
    Turn,

    /// <summary>Nothing more: the peer has ended, and has got everything back; or the connection is broken.</summary>
    Close,
}
