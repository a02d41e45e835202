using System.Numerics;

namespace Mux.Compare.Timers;

/// <summary>
/// A hierarchical timing wheel: nine levels of 64 slots, each slot as wide as the whole level below it, the lowest 1,024 ticks of Stopwatch (1.024 µs on Linux). Adding and cancelling cost the same however many
/// timers there are; a timer moves to a lower level, at most eight times, when its slot's time comes.
/// </summary>
/// <remarks>
/// A timer stands at the level of the highest digit (in base 64) in which its due time differs from the present. So all that a level holds lies before what the level above holds, and the first occupied slot of
/// the lowest occupied level, found by two looks at bit maps, is the next to look into.
/// </remarks>
internal sealed class TimingWheel
{
    public const int GranularityBits = 10;

    private const int DigitBits = 6;
    private const int SlotsPerLevel = 1 << DigitBits;
    private const int SlotMask = SlotsPerLevel - 1;
    private const int Levels = (63 - GranularityBits + DigitBits - 1) / DigitBits; // To the end of the clock.
    private const int DueSlot = Levels * SlotsPerLevel; // Timers whose time has come, and that nobody has taken yet.

    private readonly WheelTimer?[] _first = new WheelTimer?[DueSlot + 1];
    private readonly ulong[] _occupied = new ulong[Levels];
    private int _occupiedLevels; // A bit for each level that holds anything.
    private long _now; // Ticks. What was due by then is in the due slot, or taken.

    /// <summary>When to look next: exact for the lowest level, the beginning of the slot for the others.</summary>
    public long NextDue => _first[DueSlot] is not null ? 0 : _occupiedLevels == 0 ? long.MaxValue : NextSlot(out _) << GranularityBits;

    public void Set(WheelTimer timer, long due)
    {
        Cancel(timer);
        timer.Tick = (due + (1L << GranularityBits) - 1) >> GranularityBits;
        Place(timer);
    }

    public void Cancel(WheelTimer timer)
    {
        int slot = timer.Slot;
        if (slot < 0)
        {
            return;
        }

        timer.Slot = -1;
        WheelTimer first = _first[slot]!;
        if (first.Previous == first)
        {
            Empty(slot);
        }
        else if (timer == first)
        {
            timer.Next!.Previous = timer.Previous;
            _first[slot] = timer.Next;
        }
        else
        {
            timer.Previous!.Next = timer.Next;
            (timer.Next ?? first).Previous = timer.Previous;
        }

        timer.Next = timer.Previous = null; // A cancelled timer keeps no others alive.
    }

    public WheelTimer? TakeDue(long now)
    {
        Advance(now >> GranularityBits);
        WheelTimer? due = _first[DueSlot];
        if (due is not null)
        {
            Cancel(due);
        }

        return due;
    }

    private void Advance(long to)
    {
        while (_first[DueSlot] is null && _occupiedLevels != 0 && NextSlot(out int slot) is var begins && begins <= to)
        {
            _now = begins;
            WheelTimer? timer = _first[slot];
            Empty(slot);
            while (timer is not null)
            {
                WheelTimer? next = timer.Next;
                Place(timer);
                timer = next;
            }
        }

        if (_first[DueSlot] is null)
        {
            _now = to; // No slot has begun meanwhile, so that every timer still stands where its digits say.
        }
    }

    // The first slot of the lowest level that holds anything, and when its time begins.
    private long NextSlot(out int slot)
    {
        int level = BitOperations.TrailingZeroCount(_occupiedLevels);
        long digit = BitOperations.TrailingZeroCount(_occupied[level]);
        slot = (level * SlotsPerLevel) + (int)digit;
        int shift = level * DigitBits;
        return (_now >> shift & ~(long)SlotMask | digit) << shift;
    }

    private void Place(WheelTimer timer)
    {
        int slot = DueSlot;
        if (timer.Tick > _now)
        {
            int level = BitOperations.Log2((ulong)(timer.Tick ^ _now)) / DigitBits;
            int digit = (int)(timer.Tick >> (level * DigitBits)) & SlotMask;
            slot = (level * SlotsPerLevel) + digit;
            _occupied[level] |= 1UL << digit;
            _occupiedLevels |= 1 << level;
        }

        // At the end of the slot's list.
        timer.Slot = slot;
        timer.Next = null;
        if (_first[slot] is { } first)
        {
            timer.Previous = first.Previous;
            first.Previous!.Next = timer;
            first.Previous = timer;
        }
        else
        {
            timer.Previous = timer;
            _first[slot] = timer;
        }
    }

    private void Empty(int slot)
    {
        _first[slot] = null;
        if (slot == DueSlot)
        {
            return;
        }

        (int level, int digit) = Math.DivRem(slot, SlotsPerLevel);
        _occupied[level] &= ~(1UL << digit);
        if (_occupied[level] == 0)
        {
            _occupiedLevels &= ~(1 << level);
        }
    }
}
