namespace UdpGame;

/// <summary>What a bad network does to the datagrams for one player: some are lost, and some take another way, on which later ones overtake them.</summary>
/// <param name="dropPercent">Which share is lost.</param>
/// <param name="delayPercent">Which share is held back.</param>
/// <param name="random">Decides which.</param>
internal sealed class BadNetwork(int dropPercent, int delayPercent, Random random)
{
    /// <summary>How many later ones may overtake one: half of the time more than it is looked for, so that it is late.</summary>
    public const int MostOvertaking = 2 * SequenceWindow.Length;

    private readonly PriorityQueue<byte[], long> _held = new(); // By the number of the datagram after which they come.
    private long _number;

    /// <summary>Takes a datagram that was sent.</summary>
    /// <param name="datagram">The datagram; it is copied if it is held back.</param>
    /// <param name="traffic">Where that is counted.</param>
    /// <returns>Whether it arrives now.</returns>
    public bool Passes(ReadOnlySpan<byte> datagram, Traffic traffic)
    {
        _number++;
        if (random.Next(100) < dropPercent)
        {
            traffic.Dropped++;
            return false;
        }

        // Only a state has others behind it that overtake it.
        if (Wire.KindOf(datagram) == MessageKind.State && random.Next(100) < delayPercent)
        {
            traffic.Delayed++;
            _held.Enqueue(datagram.ToArray(), _number + random.Next(1, MostOvertaking + 1));
            return false;
        }

        return true;
    }

    /// <summary>Brings one that was held back and has been overtaken by as many as it should be.</summary>
    public bool TryBring(out ReadOnlySpan<byte> datagram)
    {
        bool isDue = _held.TryPeek(out byte[]? held, out long after) && after <= _number;
        datagram = isDue ? held : default;
        return isDue && _held.TryDequeue(out _, out _);
    }
}
