namespace UdpGame;

/// <summary>How far a simulated player has come.</summary>
internal enum Stage
{
    /// <summary>It says hello, until it has a cookie.</summary>
    Hello,

    /// <summary>It brings the cookie back, until it is welcome.</summary>
    Join,

    /// <summary>It plays.</summary>
    Playing,

    /// <summary>It has left, or has given up.</summary>
    Over,
}
