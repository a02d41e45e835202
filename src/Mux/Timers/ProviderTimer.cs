namespace Mux;

/// <summary>A timer of a loop's <see cref="TimeProvider"/>: it runs on the loop, and once the loop has ended by the provider beneath, so that nothing that waits for it hangs.</summary>
internal sealed class ProviderTimer : ITimer
{
    private static readonly Action<object, object?> RunOnLoop = static (timer, _) => ((ProviderTimer)timer).Run();

    private readonly Lock _lock = new();
    private readonly LoopClock _clock;
    private readonly TimerCallback _callback;
    private readonly object? _state;
    private readonly LoopTimer _onLoop;
    private ITimer? _elsewhere; // Guarded by the lock, like the next three. Once it is there, the loop's is used no more.
    private long _due = LoopClock.Never;
    private TimeSpan _period = Timeout.InfiniteTimeSpan;
    private bool _disposed;

    public ProviderTimer(EventLoop loop, TimerCallback callback, object? state)
    {
        _clock = loop.Clock;
        _callback = callback;
        _state = state;
        _onLoop = new LoopTimer(loop, RunOnLoop, this, null);
    }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        LoopTimer.RefuseNegative(dueTime, nameof(dueTime));
        LoopTimer.RefuseNegative(period, nameof(period));
        lock (_lock)
        {
            if (_disposed)
            {
                return false;
            }

            _due = _clock.DueAfter(dueTime);
            _period = period;
            if (_elsewhere is not null)
            {
                return _elsewhere.Change(dueTime, period);
            }
        }

        if (!_onLoop.Change(dueTime, period))
        {
            LeaveLoop();
        }

        return true;
    }

    /// <summary>The loop runs it no more: what is scheduled is the provider's from here on. From any thread, and again.</summary>
    public void LeaveLoop()
    {
        lock (_lock)
        {
            if (_disposed || _elsewhere is not null)
            {
                return;
            }

            // The ambient values are in the callback already.
            AsyncFlowControl? flow = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
            try
            {
                _elsewhere = _clock.Provider.CreateTimer(_callback, _state, _due == LoopClock.Never ? Timeout.InfiniteTimeSpan : _clock.Until(_due, _clock.Now), _period);
            }
            finally
            {
                flow?.Undo();
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _elsewhere?.Dispose();
        }

        _onLoop.Dispose();
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private void Run()
    {
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }

            _due = _period > TimeSpan.Zero ? _clock.DueAfter(_period) : LoopClock.Never;
        }

        _callback(_state);
    }
}
