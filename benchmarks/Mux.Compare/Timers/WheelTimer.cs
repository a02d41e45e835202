namespace Mux.Compare.Timers;

/// <summary>A timer of a <see cref="TimingWheel"/>: a link of the list of its slot.</summary>
internal sealed class WheelTimer(EventLoop loop, Action<object, object?> run, object target, object? state) : TimerFields(loop, run, target, state)
{
    /// <summary>The due time in the wheel's unit, rounded up.</summary>
    public long Tick;

    public WheelTimer? Next;

    public WheelTimer? Previous; // Of a slot's first timer: its last.

    /// <summary>Where it is; below 0 when it is nowhere.</summary>
    public int Slot = -1;
}
