namespace Mux;

/// <summary>One awaited delay. Used again, by its loop, once its result was taken there.</summary>
#pragma warning disable CA1001 // The timer holds nothing once it is cancelled, and it is.
internal sealed class DelayOperation : LoopOperation<bool>, IEndsWithLoop
#pragma warning restore CA1001
{
    private const int MostFree = 1024; // Some 250 KB. A burst must not keep its memory.

    private static readonly Action<object, object?> Elapse = static (operation, _) => ((DelayOperation)operation).TryComplete(true);

    private readonly LoopTimer _timer;

    private DelayOperation(EventLoop loop)
        : base(loop) => _timer = new LoopTimer(loop, Elapse, this, null);

    public bool IsOrphaned => false;

    /// <summary>One that is free.</summary>
    public static DelayOperation Rent(EventLoop loop) => loop.IsCurrentThread && loop.FreeDelays.TryPop(out DelayOperation? free) ? free : new DelayOperation(loop);

    public ValueTask Begin(TimeSpan delay, CancellationToken cancellation)
    {
        short token = Begin(cancellation);
        if (!_timer.Reschedule(delay))
        {
            EndWithLoop(Loop.Refusal());
        }

        return new ValueTask(this, token);
    }

    public void EndWithLoop(Exception reason) => TryFail(reason);

    protected override void OnResultTaken()
    {
        _timer.Cancel(); // Still scheduled, if the delay was cancelled.
        if (Loop.IsCurrentThread && Loop.FreeDelays.Count < MostFree)
        {
            Loop.FreeDelays.Push(this);
        }
    }
}
