namespace UdpGame;

/// <summary>What a server has done, and what has come to it that was of no use. The loop's thread only.</summary>
internal record struct ServerCounts
{
    /// <summary>Ticks that were broadcast.</summary>
    public long Ticks { get; set; }

    /// <summary>Ticks that the schedule had and that were left out, because the loop came too late.</summary>
    public long MissedTicks { get; set; }

    /// <summary>States that were sent.</summary>
    public long Sent { get; set; }

    /// <summary>States that the system did not take: its buffer was full, or there is no way to the player.</summary>
    public long Unsent { get; set; }

    /// <summary>Players that have joined.</summary>
    public long Joined { get; set; }

    /// <summary>Players that have said bye.</summary>
    public long Left { get; set; }

    /// <summary>Players that were dropped for their silence, or gave way to another session at their address.</summary>
    public long Silent { get; set; }

    /// <summary>Clients that were told that no place is left.</summary>
    public long Refused { get; set; }

    /// <summary>Players that had to leave, when no place was left, for one of a host that had fewer.</summary>
    public long Displaced { get; set; }

    /// <summary>Hellos, each of which was answered by a challenge.</summary>
    public long Hellos { get; set; }

    /// <summary>Inputs that were taken.</summary>
    public long Inputs { get; set; }

    /// <summary>Inputs that were older than one that came before.</summary>
    public long Stale { get; set; }

    /// <summary>Inputs that were too many.</summary>
    public long TooFast { get; set; }

    /// <summary>Datagrams that are none of the protocol, or not for a server.</summary>
    public long Malformed { get; set; }

    /// <summary>Inputs and byes from where nobody plays.</summary>
    public long Unknown { get; set; }

    /// <summary>Joins with a cookie, and inputs and byes with a key, that are not the sender's, or not any more; joins of another session than that which plays at the address; and joins of one that has said bye.</summary>
    public long Forged { get; set; }

    /// <summary>Everything that was ignored.</summary>
    public readonly long Ignored => Stale + TooFast + Malformed + Unknown + Forged;

    /// <summary>One line for people.</summary>
    public override readonly string ToString() =>
        $"ticks: {Ticks}, missed: {MissedTicks}; states sent: {Sent}, not sent: {Unsent}; players joined: {Joined}, left: {Left}, silent: {Silent}, refused: {Refused}, displaced: {Displaced}; " +
        $"inputs: {Inputs}, late: {Stale}, too many: {TooFast}; ignored: malformed {Malformed}, unknown {Unknown}, forged {Forged}";
}
