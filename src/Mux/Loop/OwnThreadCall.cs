namespace Mux;

/// <summary>A call of <see cref="EventLoop.InvokeAsync(Action, CancellationToken)"/> that was made on the loop's own thread. Blocking on its task there would never end, so that throws.</summary>
/// <remarks>
/// The task has a delegate and a scheduler. So the runtime asks the scheduler to run it when a thread is about to block on it. The delegate runs when the result is there.
/// </remarks>
internal abstract class OwnThreadCall : IAbandonable
{
    /// <summary>Begins a call when its turn comes.</summary>
    public static readonly Action<object, object?> Begin = static (target, _) => ((OwnThreadCall)target).BeginInContext();

    private readonly ExecutionContext? _context = ExecutionContext.Capture(); // The caller's ambient values hold inside, as they do after an await.

    public abstract void Abandon(EventLoop loop);

    protected abstract void BeginHere();

    private void BeginInContext()
    {
        if (_context is null)
        {
            BeginHere();
        }
        else
        {
            ExecutionContext.Run(_context, static self => ((OwnThreadCall)self!).BeginHere(), this);
        }
    }
}

/// <inheritdoc cref="OwnThreadCall"/>
#pragma warning disable CA1001 // The source has no timer and no handle, and the task is the caller's.
internal sealed class OwnThreadCall<T> : OwnThreadCall
#pragma warning restore CA1001
{
    private readonly LoopTaskScheduler _scheduler;
    private readonly Func<Task<T>> _function;
    private readonly CancellationToken _cancellation;
    private readonly CancellationTokenSource _cancelled = new(); // The task's own: it makes the task a cancelled one, whichever token has cancelled the function.
    private readonly Task<T> _task;
    private Task<T>? _result;

    private OwnThreadCall(LoopTaskScheduler scheduler, Func<Task<T>> function, CancellationToken cancellation)
    {
        (_scheduler, _function, _cancellation) = (scheduler, function, cancellation);
        _task = new Task<T>(static call => ((OwnThreadCall<T>)call!)._result!.GetAwaiter().GetResult(), this, _cancelled.Token, TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Queues a call.</summary>
    /// <param name="scheduler">The loop's scheduler.</param>
    /// <param name="function">The function to call.</param>
    /// <param name="cancellation">Cancels the call as long as it has not begun.</param>
    /// <returns>A task that completes as the function's does.</returns>
    public static Task<T> Queue(LoopTaskScheduler scheduler, Func<Task<T>> function, CancellationToken cancellation)
    {
        var call = new OwnThreadCall<T>(scheduler, function, cancellation);
        call._task.Start(scheduler);
        return call._task;
    }

    /// <summary>Ends the task, because the loop will not run it.</summary>
    public override void Abandon(EventLoop loop) => Complete(Task.FromException<T>(loop.Refusal()));

    protected override void BeginHere()
    {
        Task<T> result;
        try
        {
            result = _cancellation.IsCancellationRequested ? Task.FromCanceled<T>(_cancellation)
                : _function() ?? Task.FromCanceled<T>(new CancellationToken(canceled: true)); // A function without a task counts as cancelled, as for Unwrap.
        }
        catch (OperationCanceledException cancelled)
        {
            result = Task.FromCanceled<T>(cancelled.CancellationToken.IsCancellationRequested ? cancelled.CancellationToken : new CancellationToken(canceled: true));
        }
        catch (Exception failure)
        {
            result = Task.FromException<T>(failure);
        }

        if (result.IsCompleted)
        {
            Complete(result);
        }
        else
        {
            result.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(() => Complete(result));
        }
    }

    private void Complete(Task<T> result)
    {
        _result = result;
        if (result.IsCanceled)
        {
            _cancelled.Cancel();
        }

        _scheduler.Run(_task);
    }
}
