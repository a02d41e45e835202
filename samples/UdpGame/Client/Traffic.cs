namespace UdpGame;

/// <summary>What came to a client in a second, or in all.</summary>
internal sealed class Traffic
{
    /// <summary>States that came, whatever their order; duplicates count.</summary>
    public long Received { get; set; }

    /// <summary>States that never came.</summary>
    public long Lost { get; set; }

    /// <summary>States that came after they were given up.</summary>
    public long Late { get; set; }

    /// <summary>States that came again.</summary>
    public long Duplicated { get; set; }

    /// <summary>States that came after newer ones.</summary>
    public long Reordered { get; set; }

    /// <summary>Datagrams that were thrown away, as the command line asks.</summary>
    public long Dropped { get; set; }

    /// <summary>States that were held back, as the command line asks.</summary>
    public long Delayed { get; set; }

    /// <summary>Datagrams under a key or of a session that is not the player's, or not any more; and states that are too far ahead to be true.</summary>
    public long Forged { get; set; }

    /// <summary>Datagrams that are none of the protocol, or not for a client.</summary>
    public long Malformed { get; set; }

    /// <summary>Round trips that were measured.</summary>
    public long RoundTrips { get; set; }

    /// <summary>All of them together.</summary>
    public TimeSpan RoundTripTime { get; set; }

    /// <summary>The longest one.</summary>
    public TimeSpan LongestRoundTrip { get; set; }

    /// <summary>The jitter at each state, all together, in microseconds.</summary>
    public double Jitter { get; set; }

    private long JitterSamples => Received - Late - Duplicated - Reordered;

    /// <summary>Counts what another one has counted.</summary>
    public void Add(Traffic other)
    {
        Received += other.Received;
        Lost += other.Lost;
        Late += other.Late;
        Duplicated += other.Duplicated;
        Reordered += other.Reordered;
        Dropped += other.Dropped;
        Delayed += other.Delayed;
        Forged += other.Forged;
        Malformed += other.Malformed;
        RoundTrips += other.RoundTrips;
        RoundTripTime += other.RoundTripTime;
        LongestRoundTrip = other.LongestRoundTrip > LongestRoundTrip ? other.LongestRoundTrip : LongestRoundTrip;
        Jitter += other.Jitter;
    }

    /// <summary>A part of a line for people.</summary>
    public override string ToString() =>
        $"received {Received}, lost {Lost}, late {Late}, duplicated {Duplicated}, reordered {Reordered}{Unless0("dropped here", Dropped)}{Unless0("delayed here", Delayed)}{Unless0("forged", Forged)}{Unless0("malformed", Malformed)}, " +
        $"round trip {(RoundTrips == 0 ? 0 : RoundTripTime.TotalMilliseconds / RoundTrips):0.00} ms, longest {LongestRoundTrip.TotalMilliseconds:0.00}, jitter {(JitterSamples == 0 ? 0 : Jitter / JitterSamples / 1000):0.00} ms";

    private static string Unless0(string what, long count) => count > 0 ? $", {what} {count}" : "";
}
