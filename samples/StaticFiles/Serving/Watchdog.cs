using Mux;

namespace StaticFiles.Serving;

/// <summary>The one deadline that a connection has at a time. For the loop's thread.</summary>
/// <remarks>
/// Deadlines are moved with every request, and hardly ever pass. So moving one later only notes the time: the timer that is under way looks at the note when it runs, and goes on to sleep.
/// </remarks>
internal sealed class Watchdog : IDisposable
{
    private readonly LoopTimer _timer;
    private CancellationTokenSource _passing = new(); // Never disposed of: it has no timer of its own, and holds nothing.
    private long _due = long.MaxValue; // In the time of Environment.TickCount64.
    private long _runs = long.MaxValue; // When the timer does.

    /// <param name="loop">The connection's loop.</param>
    public Watchdog(EventLoop loop)
    {
        _timer = loop.Schedule(Timeout.InfiniteTimeSpan, Look);
    }

    /// <summary>Is cancelled when the deadline passes.</summary>
    public CancellationToken Token => _passing.Token;

    /// <summary>Whether it has passed.</summary>
    public bool HasPassed => _passing.IsCancellationRequested;

    /// <summary>Sets the deadline in place of the one before, which may have passed.</summary>
    public void Set(TimeSpan time)
    {
        if (HasPassed)
        {
            _passing = new CancellationTokenSource();
        }

        _due = Environment.TickCount64 + (long)time.TotalMilliseconds;
        if (_due < _runs)
        {
            _runs = _due;
            _timer.Reschedule(time);
        }
    }

    /// <summary>Has it pass now.</summary>
    public void Pass()
    {
        _due = long.MaxValue;
        _passing.Cancel();
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        _runs = long.MaxValue;
        if (_due == long.MaxValue)
        {
            return;
        }

        long left = _due - Environment.TickCount64;
        if (left <= 0)
        {
            Pass();
            return;
        }

        _runs = _due;
        _timer.Reschedule(TimeSpan.FromMilliseconds(left));
    }
}
