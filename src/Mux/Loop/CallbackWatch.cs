using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Mux;

/// <summary>The callback that runs on a loop, as the <see cref="LoopWatchdog"/> sees it from another thread. Only for loops that measure their callbacks.</summary>
internal sealed class CallbackWatch(string loop, TimeSpan threshold, ILogger log)
{
    private ThreadCheck _thread; // The loop's, of Begin and End.
    private object? _target;
    private LoopCallbackKind _kind;
    private long _begun; // 0 between callbacks. Written last, and read first and last: the target is that of this callback if both reads agree.
    private long _toldOf; // The watchdog's: the callback that it has told of.

    /// <summary>The time that a callback may take.</summary>
    public TimeSpan Threshold => threshold;

    /// <summary>Notes that a callback begins.</summary>
    public void Begin(LoopCallbackKind kind, object target)
    {
        _thread.Assert();
        (_kind, _target) = (kind, target);
        Volatile.Write(ref _begun, Stopwatch.GetTimestamp());
    }

    /// <summary>Notes that the callback has returned.</summary>
    public void End()
    {
        _thread.Assert();
        long begun = _begun;
        object? target = _target;
        Volatile.Write(ref _begun, 0);
        _target = null;
        if (Stopwatch.GetElapsedTime(begun) is var taken && taken > threshold)
        {
            log.CallbackWasSlow(loop, _kind, CallbackName.Of(target!), taken.TotalMilliseconds);
        }
    }

    /// <summary>Tells of a callback that takes too long and has not returned, once. On the watchdog's thread.</summary>
    public void Look()
    {
        long begun = Volatile.Read(ref _begun);
        if (begun == 0 || begun == _toldOf || Stopwatch.GetElapsedTime(begun) is var taken && taken <= threshold)
        {
            return;
        }

        (LoopCallbackKind kind, object? target) = (_kind, Volatile.Read(ref _target));
        Interlocked.MemoryBarrier();
        if (target is not null && Volatile.Read(ref _begun) == begun)
        {
            _toldOf = begun;
            log.LoopIsHeldUp(loop, kind, CallbackName.Of(target), Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }
    }
}
