namespace UdpGame;

/// <summary>Keeps account of the states that come to one player.</summary>
internal struct StateAccount
{
    private SequenceWindow _window;
    private uint _echoed; // The newest input that a state was about.
    private uint _transit; // Of the newest state: when it came less when it was sent, by two clocks. Only differences mean something.
    private double _jitter; // As RFC 3550, 6.4.1, has it, in microseconds.
    private bool _hasTransit;

    /// <summary>How many states are missing and may still come.</summary>
    public readonly int Missing => _window.Missing;

    /// <summary>Takes a state.</summary>
    /// <param name="state">Its head.</param>
    /// <param name="now">The present time.</param>
    /// <param name="traffic">Where it is counted.</param>
    /// <returns>What it is.</returns>
    public Arrival Take(State state, TimeSpan now, Traffic traffic)
    {
        long lost = _window.Lost;
        Arrival arrival = _window.Take(state.Sequence);
        if (arrival == Arrival.TooFarAhead)
        {
            traffic.Forged++;
            return arrival;
        }

        traffic.Received++;
        traffic.Lost += _window.Lost - lost;
        traffic.Late += arrival == Arrival.Late ? 1 : 0;
        traffic.Duplicated += arrival == Arrival.Duplicated ? 1 : 0;
        traffic.Reordered += arrival == Arrival.Reordered ? 1 : 0;
        if (arrival == Arrival.Newest)
        {
            NoteTransit(unchecked(Wire.Microseconds(now) - state.Time));
            NoteRoundTrip(state.Echo, now, traffic);
            traffic.Jitter += _jitter;
        }

        return arrival;
    }

    private void NoteTransit(uint transit)
    {
        if (_hasTransit)
        {
            _jitter += (Math.Abs((double)unchecked((int)(transit - _transit))) - _jitter) / 16;
        }

        (_transit, _hasTransit) = (transit, true);
    }

    private void NoteRoundTrip(InputEcho echo, TimeSpan now, Traffic traffic)
    {
        if (unchecked((int)(echo.Sequence - _echoed)) <= 0)
        {
            return; // Known already: an input is echoed until the next one comes.
        }

        _echoed = echo.Sequence;
        TimeSpan roundTrip = TimeSpan.FromMicroseconds(unchecked(Wire.Microseconds(now) - echo.Time - echo.Held));
        traffic.RoundTrips++;
        traffic.RoundTripTime += roundTrip;
        traffic.LongestRoundTrip = roundTrip > traffic.LongestRoundTrip ? roundTrip : traffic.LongestRoundTrip;
    }
}
