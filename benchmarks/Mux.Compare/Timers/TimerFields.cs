namespace Mux.Compare.Timers;

/// <summary>What any loop's timer holds, whatever structure it is in: the same fields as <see cref="LoopTimer"/>'s, so that memory can be compared.</summary>
internal abstract class TimerFields(EventLoop loop, Action<object, object?> run, object target, object? state)
{
    public EventLoop Loop => loop;

    public object? State => state;

    public object Target => target;

    public long Due { get; set; }

    public long Period { get; set; }

    public bool IsFollowQueued { get; set; }

    public bool IsDisposed { get; set; }

    public void Run() => run(target, state);
}
