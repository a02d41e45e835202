namespace UdpGame;

/// <summary>What a datagram is. The numbers are the protocol's.</summary>
internal enum MessageKind : byte
{
    /// <summary>No datagram of this protocol.</summary>
    None = 0,

    /// <summary>From a client that wants to play.</summary>
    Hello = 1,

    /// <summary>The answer: a cookie, which only whoever receives at that address can know.</summary>
    Challenge = 2,

    /// <summary>The cookie comes back: the client receives at the address that it sends from.</summary>
    Join = 3,

    /// <summary>The answer: it plays.</summary>
    Welcome = 4,

    /// <summary>The other answer: no place is left.</summary>
    Full = 5,

    /// <summary>Where a player is and how it moves.</summary>
    Input = 6,

    /// <summary>Where players are: one a tick to each.</summary>
    State = 7,

    /// <summary>From a player that leaves, or from a server that ends.</summary>
    Bye = 8,
}
