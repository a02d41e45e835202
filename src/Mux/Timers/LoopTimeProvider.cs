namespace Mux;

/// <summary>Time as the loop's own provider tells it, with timers that run on the loop.</summary>
internal sealed class LoopTimeProvider(EventLoop loop) : TimeProvider
{
    public override TimeZoneInfo LocalTimeZone => Base.LocalTimeZone;

    public override long TimestampFrequency => Base.TimestampFrequency;

    private TimeProvider Base => loop.Clock.Provider;

    public override DateTimeOffset GetUtcNow() => Base.GetUtcNow();

    public override long GetTimestamp() => loop.Clock.Now; // Guarded: a provider that throws must not lose the deadlines of those who ask.

    /// <summary>Makes a timer that runs on the loop, and by the provider beneath once the loop has ended.</summary>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        LoopTimer.RefuseNegative(dueTime, nameof(dueTime));
        LoopTimer.RefuseNegative(period, nameof(period));

        // A timer of the base library runs with the ambient values of its maker.
        var timer = new ProviderTimer(loop, ExecutionContext.Capture() is { } context ? InContext(context, callback) : callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private static TimerCallback InContext(ExecutionContext context, TimerCallback callback)
    {
        var run = new ContextCallback(callback);
        return state => ExecutionContext.Run(context, run, state);
    }
}
