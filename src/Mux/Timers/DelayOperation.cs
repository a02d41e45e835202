using System.Threading.Tasks.Sources;

namespace Mux;

/// <summary>One awaited delay. Used again, by its loop, once its result was taken there.</summary>
#pragma warning disable CA1001 // The timer holds nothing once it is cancelled, and it is.
internal sealed class DelayOperation : IValueTaskSource, IEndsWithLoop
#pragma warning restore CA1001
{
    private static readonly Action<object, object?> Elapse = static (operation, _) => ((DelayOperation)operation)._waiter.Publish(true);

    private readonly EventLoop _loop;
    private readonly LoopWaiter<bool> _waiter;
    private readonly LoopTimer _timer;
    private bool _isRented;

    private DelayOperation(EventLoop loop)
    {
        _loop = loop;
        _waiter = new LoopWaiter<bool>(loop);
        _timer = new LoopTimer(loop, Elapse, this, null);
    }

    public bool IsOrphaned => false;

    private IValueTaskSource<bool> Wait => _waiter;

    /// <summary>One that is free.</summary>
    public static DelayOperation Rent(EventLoop loop) => loop.IsCurrentThread && loop.FreeDelays.TryPop(out DelayOperation? free) ? free : new DelayOperation(loop);

    public ValueTask Begin(TimeSpan delay, CancellationToken cancellation)
    {
#pragma warning disable CA2012 // Awaited by way of this object, which stands before it.
        _ = _waiter.WaitAsync(seen: _waiter.Number, cancellation, out bool isPending);
#pragma warning restore CA2012
        if (!isPending)
        {
            return ValueTask.FromCanceled(cancellation); // Since the caller looked.
        }

        _isRented = true;
        short token = _waiter.Version;
        if (!_timer.Reschedule(delay))
        {
            EndWithLoop(_loop.Refusal());
        }

        return new ValueTask(this, token);
    }

    public void EndWithLoop(Exception reason) => _waiter.End(reason);

    public void GetResult(short token)
    {
        bool isLast = _isRented && token == _waiter.Version; // Awaited twice, against the rules, it must not be handed out twice.
        try
        {
            Wait.GetResult(token);
        }
        finally
        {
            if (isLast)
            {
                Return();
            }
        }
    }

    public ValueTaskSourceStatus GetStatus(short token) => Wait.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => Wait.OnCompleted(continuation, state, token, flags);

    private void Return()
    {
        _isRented = false;
        _timer.Cancel(); // Still scheduled, if the delay was cancelled.
        if (_loop.IsCurrentThread)
        {
            _loop.FreeDelays.Push(this);
        }
    }
}
