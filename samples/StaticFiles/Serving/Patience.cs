namespace StaticFiles.Serving;

/// <summary>How much longer to wait for a peer that has something to read. Waiting uses it up, and reading renews it, by as long as that much takes at the lowest rate allowed; never beyond the full.</summary>
/// <remarks>
/// So a peer that reads nothing has the full time, and one that reads a little now and then, only to stay, runs out of it: what it reads renews less than it keeps the server waiting. Nothing is saved up. A fast beginning, most
/// of which may only have filled the system's buffer, earns no rest later on.
/// </remarks>
internal struct Patience
{
    private readonly TimeSpan _full;
    private readonly int _leastRate;

    /// <summary>Begins with all of it.</summary>
    /// <param name="full">The longest time, above zero.</param>
    /// <param name="leastRate">The lowest rate, in bytes a second; 0 when anything that is read renews all of it.</param>
    public Patience(TimeSpan full, int leastRate)
    {
        _full = Left = full;
        _leastRate = leastRate;
    }

    /// <summary>How much is left. None, when it is zero or below.</summary>
    public TimeSpan Left { get; private set; }

    /// <summary>The peer was waited for.</summary>
    public void Wait(TimeSpan time) => Left -= time;

    /// <summary>The peer has taken so many bytes, from 1 up.</summary>
    public void Renew(long bytes)
    {
        TimeSpan earned = _leastRate == 0 || bytes > long.MaxValue / TimeSpan.TicksPerSecond ? TimeSpan.MaxValue : TimeSpan.FromTicks(bytes * TimeSpan.TicksPerSecond / _leastRate);
        Left = earned < _full - Left ? Left + earned : _full;
    }
}
