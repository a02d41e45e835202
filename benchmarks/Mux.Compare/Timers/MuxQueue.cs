using System.Runtime.CompilerServices;

namespace Mux.Compare.Timers;

/// <summary>Mux's own queue, a heap whose timers know their places. It is internal to Mux, and called by its name.</summary>
internal readonly struct MuxQueue(EventLoop loop) : ITimerStructure<LoopTimer>
{
    private const string Queue = "Mux.TimerQueue, Mux";

    private static readonly Action<object, object?> Nothing = static (_, _) => { };

    private readonly object _queue = Create();

    public static long Granularity => 0;

    public long NextDue => GetNextDue(_queue);

    public LoopTimer CreateTimer() => Create(loop, Nothing, loop, null);

    public void Set(LoopTimer timer, long due) => Set(_queue, timer, due);

    public void Cancel(LoopTimer timer) => Remove(_queue, timer);

    public LoopTimer? TakeDue(long now) => TakeDue(_queue, now);

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    [return: UnsafeAccessorType(Queue)]
    private static extern object Create();

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    private static extern LoopTimer Create(EventLoop loop, Action<object, object?> run, object target, object? state);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_NextDue")]
    private static extern long GetNextDue([UnsafeAccessorType(Queue)] object queue);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "Set")]
    private static extern void Set([UnsafeAccessorType(Queue)] object queue, LoopTimer timer, long due);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "Remove")]
    private static extern void Remove([UnsafeAccessorType(Queue)] object queue, LoopTimer timer);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "TakeDue")]
    private static extern LoopTimer? TakeDue([UnsafeAccessorType(Queue)] object queue, long now);
}
