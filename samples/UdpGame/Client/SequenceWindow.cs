using System.Numerics;

namespace UdpGame;

/// <summary>Keeps account of numbers that should arrive in order, each once: which of the latest have come, and how many never did. Numbers begin again after the largest.</summary>
/// <remarks>A number that is missing is looked for as long as it is one of the latest <see cref="Length"/>; then it is lost. Of two numbers the newer one is that which is ahead of the other by less than half of all numbers; one that is ahead by more than <see cref="MostAhead"/> is not believed.</remarks>
internal struct SequenceWindow
{
    /// <summary>How many numbers are looked for: about a second of ticks.</summary>
    public const int Length = 64;

    /// <summary>How far ahead a number may be: a minute of the fastest ticks, and eighteen of the usual ones.</summary>
    public const int MostAhead = 1 << 16;

    private ulong _came; // Bit 0 is the newest number, bit 1 the one before it, and so on.
    private uint _newest;

    /// <summary>How many numbers are lost.</summary>
    public long Lost { get; private set; }

    /// <summary>How many numbers are missing and may still come.</summary>
    public readonly int Missing => BitOperations.PopCount(Unseen);

    // How many numbers the window covers: none from before the first one that came.
    private int Span { get; set; }

    private readonly ulong Unseen => ~_came & (Span == Length ? ulong.MaxValue : (1UL << Span) - 1);

    /// <summary>Takes a number.</summary>
    public Arrival Take(uint number)
    {
        if (Span == 0)
        {
            (_came, _newest, Span) = (1, number, 1);
            return Arrival.Newest;
        }

        int ahead = unchecked((int)(number - _newest));
        if (ahead > MostAhead)
        {
            return Arrival.TooFarAhead;
        }

        return ahead > 0 ? Advance(number, (uint)ahead) : LookBack(unchecked(_newest - number));
    }

    private Arrival Advance(uint number, uint by)
    {
        // What leaves the window without having come is lost, and so is what never was in it.
        Lost += by < Length ? BitOperations.PopCount(Unseen >> (int)(Length - by)) : Missing + (by - Length);
        _came = by < Length ? (_came << (int)by) | 1 : 1;
        _newest = number;
        Span = (int)Math.Min(Span + (long)by, Length);
        return Arrival.Newest;
    }

    private Arrival LookBack(uint by)
    {
        if (by >= Span)
        {
            return Arrival.Late;
        }

        ulong bit = 1UL << (int)by;
        if ((_came & bit) != 0)
        {
            return Arrival.Duplicated;
        }

        _came |= bit;
        return Arrival.Reordered;
    }
}
