using Microsoft.Extensions.Logging;

namespace Mux;

/// <summary>Runs callers' code on a loop: none of it ends the loop, and none of it leaves the thread other than it found it.</summary>
internal sealed class CallbackGuard(EventLoop loop, EventLoopOptions options, ILogger log, LoopCounters counters)
{
    // Null where callbacks are not timed.
    private readonly CallbackWatch? _watch = options.SlowCallbackThreshold > TimeSpan.Zero && log.IsEnabled(LogLevel.Warning) ? new CallbackWatch(loop.Name, options.SlowCallbackThreshold, log) : null;
    private readonly Queue<WorkItem> _deferred = new(); // Allocates only when it grows beyond any before.
    private bool _isRunningDeferred;
    private bool _hasEntered; // False for a loop that never ran: its end runs on the thread that disposes of it, whose contexts are left alone.
    private ExecutionContext? _context; // The thread's own. A callback's changes to ambient values are its own affair, as on the thread pool.
    private SynchronizationContext? _synchronizationContext;

    /// <summary>Whether callbacks are timed.</summary>
    public bool Measures => _watch is not null;

    /// <summary>Takes the thread as it is now for what it is to be between callbacks.</summary>
    public void Enter()
    {
        if (_watch is not null)
        {
            LoopWatchdog.Add(_watch);
        }

        _hasEntered = true;
        _context = ExecutionContext.Capture();
        _synchronizationContext = SynchronizationContext.Current;
    }

    /// <summary>No callback runs any more.</summary>
    public void Leave()
    {
        if (_watch is not null)
        {
            LoopWatchdog.Remove(_watch);
        }
    }

    public void Run(IReadyHandler handler, ReadyEvent ready)
    {
        _watch?.Begin(LoopCallbackKind.Handler, handler);
        try
        {
            handler.OnReady(ready);
        }
        catch (Exception failure)
        {
            Report(failure, LoopCallbackKind.Handler, ready.Registration);
        }

        Finish();
    }

    public void Run(LoopTimer timer)
    {
        _watch?.Begin(LoopCallbackKind.Timer, (timer.Target as DelayOperation)?.Awaiter ?? timer.Target);
        try
        {
            timer.Run();
        }
        catch (Exception failure)
        {
            Report(failure, LoopCallbackKind.Timer);
        }

        Finish();
    }

    public void Run(in WorkItem item)
    {
        _watch?.Begin(LoopCallbackKind.Posted, CallbackName.TargetOf(item));
        try
        {
            item.Run(item.Target, item.State);
        }
        catch (Exception failure)
        {
            Report(failure, LoopCallbackKind.Posted);
        }

        Finish();
    }

    /// <summary>Ends waits; what goes on inside that is callers' code like any other.</summary>
    public void End(IEndsWithLoop waits, Exception reason)
    {
        _watch?.Begin(LoopCallbackKind.Handler, waits);
        try
        {
            waits.EndWithLoop(reason);
        }
        catch (Exception failure)
        {
            Report(failure, LoopCallbackKind.Handler);
        }

        Finish();
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

    private void Finish()
    {
        if (_context is not null && ExecutionContext.Capture() != _context)
        {
            ExecutionContext.Restore(_context);
        }

        if (_hasEntered && SynchronizationContext.Current != _synchronizationContext)
        {
            SynchronizationContext.SetSynchronizationContext(_synchronizationContext);
        }

        _watch?.End();
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
