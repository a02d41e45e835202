using System.Threading.Tasks.Sources;

namespace Mux;

/// <summary>Something of a loop that is awaited once: a delay, a signal. Its object belongs to one caller from the start until the result was taken.</summary>
internal abstract class LoopOperation<T>(EventLoop loop) : IValueTaskSource<T>, IValueTaskSource
{
    private static readonly Action<LoopOperation<T>> CancelOnLoop = static operation => operation.Cancel();

    private LoopCompletion<T> _completion = new(loop);
    private CancellationToken _cancellation;
    private CancellationTokenRegistration _cancellationRegistration;
    private bool _isPending; // Interlocked: who takes it completes the operation.

    /// <summary>Whether the operation has begun and not completed.</summary>
    public bool IsPending => Volatile.Read(ref _isPending);

    /// <summary>Whether the caller has lost interest, and is about to be told so.</summary>
    public bool IsCancelled => _cancellation.IsCancellationRequested;

    /// <summary>What goes on when this completes, for messages.</summary>
    public object? Awaiter => _completion.Awaiter;

    protected EventLoop Loop => loop;

    /// <summary>Completes the operation, unless it has completed. On the loop's thread: a caller that awaits it there resumes inside this call.</summary>
    public bool TryComplete(T result)
    {
        if (!TryTake())
        {
            return false;
        }

        _completion.SetResult(result);
        return true;
    }

    /// <summary>Ends the operation with an exception, unless it has completed. On the loop's thread, or after the loop's end.</summary>
    public bool TryFail(Exception reason)
    {
        if (!TryTake())
        {
            return false;
        }

        _completion.SetException(reason);
        return true;
    }

    public T GetResult(short token)
    {
        _completion.ThrowIfPending(token);
        try
        {
            return _completion.GetResult(token);
        }
        finally
        {
            _completion.Reset();
            OnResultTaken();
        }
    }

    void IValueTaskSource.GetResult(short token) => GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _completion.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _completion.OnCompleted(continuation, state, token, flags);

    /// <summary>Begins the operation.</summary>
    /// <returns>The token of its ValueTask.</returns>
    protected short Begin(CancellationToken cancellation)
    {
        short token = _completion.Version;
        _cancellation = cancellation;
        if (cancellation.CanBeCanceled)
        {
            _cancellationRegistration = cancellation.UnsafeRegister(static operation => ((LoopOperation<T>)operation!).PostCancellation(), this);
        }

        Volatile.Write(ref _isPending, true);
        if (cancellation.IsCancellationRequested)
        {
            PostCancellation(); // The token's own call may have come too early.
        }

        return token;
    }

    /// <summary>The result was taken: the object is free.</summary>
    protected virtual void OnResultTaken()
    {
    }

    private bool TryTake()
    {
        if (!Interlocked.Exchange(ref _isPending, false))
        {
            return false;
        }

        _cancellationRegistration.Unregister(); // Does not wait for a callback that is running: that only posts.
        _cancellationRegistration = default;
        return true;
    }

    // On the canceller's thread.
    private void PostCancellation()
    {
        if (!loop.TryQueue(Callback.Of<LoopOperation<T>>.Run, CancelOnLoop, this))
        {
            Cancel(); // The loop has ended.
        }
    }

    // The object may serve another operation by now: only that one's own token counts.
    private void Cancel()
    {
        CancellationToken cancellation = _cancellation;
        if (cancellation.IsCancellationRequested)
        {
            TryFail(new OperationCanceledException(cancellation));
        }
    }
}
