namespace Mux.Compare.Timers;

/// <summary>A timer of a <see cref="LazyQueue"/>.</summary>
internal sealed class LazyTimer(EventLoop loop, Action<object, object?> run, object target, object? state) : TimerFields(loop, run, target, state)
{
    /// <summary>Goes up with each change: entries of an earlier version are dead.</summary>
    public int Version;
}
