namespace Mux.Compare.Timers;

/// <summary>Mux's own: <see cref="TimerQueue"/>, a heap whose timers know their places.</summary>
internal readonly struct MuxQueue(EventLoop loop) : ITimerStructure<LoopTimer>
{
    private static readonly Action<object, object?> Nothing = static (_, _) => { };

    private readonly TimerQueue _queue = new();

    public static long Granularity => 0;

    public long NextDue => _queue.NextDue;

    public LoopTimer CreateTimer() => new(loop, Nothing, loop, null);

    public void Set(LoopTimer timer, long due) => _queue.Set(timer, due);

    public void Cancel(LoopTimer timer) => _queue.Remove(timer);

    public LoopTimer? TakeDue(long now) => _queue.TakeDue(now);
}
