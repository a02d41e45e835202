using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Mux;

/// <summary>Runs callers' code on a loop: none of it ends the loop, and none of it leaves the thread other than it found it.</summary>
internal sealed class CallbackGuard(EventLoop loop, EventLoopOptions options, ILogger log, LoopCounters counters)
{
    /// <summary>Whether callbacks are timed.</summary>
    public bool Measures { get; } = options.SlowCallbackThreshold > TimeSpan.Zero && log.IsEnabled(LogLevel.Warning);

    private readonly Queue<WorkItem> _deferred = new(); // Allocates only when it grows beyond any before.
    private bool _isRunningDeferred;
    private ExecutionContext? _context; // The thread's own. A callback's changes to ambient values are its own affair, as on the thread pool.
    private SynchronizationContext? _synchronizationContext;

    /// <summary>Takes the thread as it is now for what it is to be between callbacks.</summary>
    public void Enter()
    {
        _context = ExecutionContext.Capture();
        _synchronizationContext = SynchronizationContext.Current;
    }

    public void Run(IReadyHandler handler, ReadyEvent ready)
    {
        long started = Start();
        try
        {
            handler.OnReady(ready);
        }
        catch (Exception failure)
        {
            Report(failure, LoopCallbackKind.Handler, ready.Registration);
        }

        Finish(started, LoopCallbackKind.Handler, handler);
    }

    public void Run(LoopTimer timer)
    {
        long started = Start();
        object? target = Measures && timer.Target is DelayOperation delay ? delay.Awaiter : timer.Target;
        try
        {
            timer.Run();
        }
        catch (Exception failure)
        {
            Report(failure, LoopCallbackKind.Timer);
        }

        Finish(started, LoopCallbackKind.Timer, target ?? timer.Target);
    }

    public void Run(in WorkItem item)
    {
        long started = Start();
        object target = Measures ? CallbackName.TargetOf(item) : item.Target;
        try
        {
            item.Run(item.Target, item.State);
        }
        catch (Exception failure)
        {
            Report(failure, LoopCallbackKind.Posted);
        }

        Finish(started, LoopCallbackKind.Posted, target);
    }

    /// <summary>Ends waits; what goes on inside that is callers' code like any other.</summary>
    public void End(IEndsWithLoop waits, Exception reason)
    {
        try
        {
            waits.EndWithLoop(reason);
        }
        catch (Exception failure)
        {
            Report(failure, LoopCallbackKind.Handler);
        }

        RunDeferred();
    }

    /// <summary>Has a call run when the present callback has returned.</summary>
    public void Defer(in WorkItem item) => _deferred.Enqueue(item);

    /// <summary>Tells of an exception that has no other owner.</summary>
    public void Report(Exception failure, LoopCallbackKind kind, EventRegistration? registration = null)
    {
        counters.CountException();
        log.CallbackThrew(loop.Name, kind, failure);
        loop.OnUnhandledException(new EventLoopExceptionEventArgs(failure, kind, registration));
    }

    private long Start() => Measures ? Stopwatch.GetTimestamp() : 0;

    private void Finish(long started, LoopCallbackKind kind, object target)
    {
        if (_context is not null && ExecutionContext.Capture() != _context)
        {
            ExecutionContext.Restore(_context);
        }

        if (SynchronizationContext.Current != _synchronizationContext)
        {
            SynchronizationContext.SetSynchronizationContext(_synchronizationContext);
        }

        if (Measures && Stopwatch.GetElapsedTime(started) is var taken && taken > options.SlowCallbackThreshold)
        {
            log.CallbackWasSlow(loop.Name, kind, CallbackName.Of(target), taken.TotalMilliseconds);
        }

        RunDeferred();
    }

    // Each is a callback of its own, behind which those run that it defers in turn: the same queue, and no recursion.
    private void RunDeferred()
    {
        if (_deferred.Count == 0 || _isRunningDeferred)
        {
            return;
        }

        _isRunningDeferred = true;
        while (_deferred.TryDequeue(out WorkItem item))
        {
            Run(item);
        }

        _isRunningDeferred = false;
    }
}
