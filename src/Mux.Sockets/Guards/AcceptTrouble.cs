namespace Mux;

/// <summary>When to try again after the system has refused to accept, and whether to speak about it. For one thread.</summary>
/// <remarks>Some other part of the process or of the system may free what was lacking, which no event tells: so it is tried, ever less often.</remarks>
internal sealed class AcceptTrouble(EventLoop loop)
{
    public static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(10);
    public static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(1);

    private readonly LoopTime _time = new(loop);
    private TimeSpan _delay = FirstDelay;
    private long _overAt; // In the loop's clock: when the trouble counts as over, if it does not come back.

    /// <summary>Whether there is any.</summary>
    public bool IsOn { get; private set; }

    /// <summary>The system has refused.</summary>
    /// <param name="isNew">Whether that is news: a server that is out of descriptors must not fill the log as well.</param>
    /// <returns>How long to wait.</returns>
    public TimeSpan Begin(out bool isNew)
    {
        isNew = !IsOn;
        IsOn = true;
        TimeSpan delay = _delay;
        _delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay;
        _overAt = _time.DueAfter(LongestDelay);
        return delay;
    }

    /// <summary>One was accepted: there is some room.</summary>
    public void Ease() => _delay = FirstDelay;

    /// <summary>Nobody waits any more.</summary>
    /// <returns>Whether that ends the trouble. At the limit, where one leaves as another comes, it is one long trouble and not many.</returns>
    public bool TryEnd()
    {
        if (!IsOn || _time.Now < _overAt)
        {
            return false;
        }

        IsOn = false;
        return true;
    }
}
