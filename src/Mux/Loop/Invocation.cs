namespace Mux;

/// <summary>A function that runs on a loop, and the task that ends with it.</summary>
/// <param name="function">What to run.</param>
/// <param name="cancellation">Cancels it as long as it has not begun.</param>
internal sealed class Invocation<T>(Func<T> function, CancellationToken cancellation)
    : TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously), IAbandonable
{
    public static readonly Action<object, object?> Run = static (target, _) => ((Invocation<T>)target).Start();

    private readonly ExecutionContext? _context = ExecutionContext.Capture(); // The caller's ambient values hold inside, as they do after an await.

    /// <summary>Ends the task, because the loop will not run it.</summary>
    public void Abandon(EventLoop loop) => TrySetException(loop.Refusal());

    private void Start()
    {
        if (_context is null)
        {
            Execute();
        }
        else
        {
            ExecutionContext.Run(_context, static self => ((Invocation<T>)self!).Execute(), this);
        }
    }

    private void Execute()
    {
        if (cancellation.IsCancellationRequested)
        {
            TrySetCanceled(cancellation);
            return;
        }

        try
        {
            TrySetResult(function());
        }
        catch (OperationCanceledException cancelled)
        {
            TrySetCanceled(cancelled.CancellationToken);
        }
        catch (Exception failure)
        {
            TrySetException(failure);
        }
    }
}
