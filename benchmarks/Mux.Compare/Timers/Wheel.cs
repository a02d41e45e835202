namespace Mux.Compare.Timers;

/// <summary>The hierarchical timing wheel.</summary>
internal readonly struct Wheel(EventLoop loop) : ITimerStructure<WheelTimer>
{
    private static readonly Action<object, object?> Nothing = static (_, _) => { };

    private readonly TimingWheel _wheel = new();

    public static long Granularity => 1L << TimingWheel.GranularityBits;

    public long NextDue => _wheel.NextDue;

    public WheelTimer CreateTimer() => new(loop, Nothing, loop, null);

    public void Set(WheelTimer timer, long due) => _wheel.Set(timer, due);

    public void Cancel(WheelTimer timer) => _wheel.Cancel(timer);

    public WheelTimer? TakeDue(long now) => _wheel.TakeDue(now);
}
