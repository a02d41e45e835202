using Mux;

namespace TcpProxy;

/// <summary>How many connections are open, and what the closed ones have done. For any thread.</summary>
internal sealed class Connections
{
    private readonly Lock _lock = new(); // Guards all that follows.
    private readonly TaskCompletionSource _none = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _open;
    private bool _isLast;
    private long _served;
    private long _toTarget;
    private long _fromTarget;
    private int _cutOff;

    /// <summary>Completes when none is open any more. No further one is opened.</summary>
    public Task WhenNone()
    {
        lock (_lock)
        {
            _isLast = true;
            return _open == 0 ? Task.CompletedTask : _none.Task;
        }
    }

    /// <summary>A connection was opened.</summary>
    public void Open()
    {
        lock (_lock)
        {
            _open++;
            _served++;
        }
    }

    /// <summary>A connection has closed.</summary>
    /// <param name="relayed">What it has done; null when it was cut off, or never came to the target.</param>
    /// <param name="wasCutOff">Whether it was cut off because the proxy ends.</param>
    public void Close(RelayTotals? relayed, bool wasCutOff)
    {
        lock (_lock)
        {
            _open--;
            _toTarget += relayed?.LeftToRight ?? 0;
            _fromTarget += relayed?.RightToLeft ?? 0;
            _cutOff += wasCutOff ? 1 : 0;
            if (_isLast && _open == 0)
            {
                _none.TrySetResult();
            }
        }
    }

    /// <summary>What was done.</summary>
    public ProxyTotals Totals()
    {
        lock (_lock)
        {
            return new ProxyTotals(_served, _toTarget, _fromTarget, _cutOff);
        }
    }
}
