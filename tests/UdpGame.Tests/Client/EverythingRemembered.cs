namespace UdpGame.Tests;

/// <summary>What <see cref="SequenceWindow"/> should say, said slowly: numbers without end, of which every one is remembered.</summary>
internal sealed class EverythingRemembered
{
    private readonly HashSet<long> _came = [];
    private long _first;
    private long _newest;

    public long Lost => OfLine(_first, _newest - SequenceWindow.Length);

    public long Missing => OfLine(Math.Max(_first, _newest - SequenceWindow.Length + 1), _newest);

    public Arrival Take(uint number)
    {
        if (_came.Count == 0)
        {
            _first = _newest = number;
            _came.Add(number);
            return Arrival.Newest;
        }

        long unfolded = _newest + unchecked((int)(number - (uint)_newest));
        if (unfolded > _newest + SequenceWindow.MostAhead)
        {
            return Arrival.TooFarAhead;
        }

        if (unfolded > _newest)
        {
            _newest = unfolded;
            _came.Add(unfolded);
            return Arrival.Newest;
        }

        return unfolded < _first || unfolded <= _newest - SequenceWindow.Length ? Arrival.Late // It is not remembered: it was given up.
            : _came.Add(unfolded) ? Arrival.Reordered : Arrival.Duplicated;
    }

    // How many of a line of numbers have not come.
    private long OfLine(long from, long to) => Math.Max(0, to - from + 1) - _came.Count(number => number >= from && number <= to);
}
