using System.Diagnostics.CodeAnalysis;
using System.Threading.Tasks.Sources;

namespace Mux;

/// <summary>Reading from or writing to a handle until it is done: tries, and waits for the direction's next event whenever it would block. One object a direction, used again for each operation.</summary>
internal abstract class ResultOperation<TResult>(AsyncHandle handle, Interests direction) : HandleOperation, IValueTaskSource<TResult>
{
    private static readonly Action<object?> Resumed = static operation => ((ResultOperation<TResult>)operation!).Resume();

    private readonly EventLoop _loop = handle.Loop;
    private LoopCompletion<TResult> _completion = new(handle.Loop);
    private CancellationToken _cancellation;
    private ValueTask<Readiness> _wait;
    private bool _busy; // Interlocked: from the beginning until the result is taken.

    /// <summary>Whether an operation has begun whose result was not taken yet. From any thread.</summary>
    public bool IsUnderWay => Volatile.Read(ref _busy);

    protected AsyncHandle Handle => handle;

    /// <summary>Whether it is known already that an attempt would block, so that the operation begins with the wait.</summary>
    protected virtual bool WouldBlock => false;

    /// <summary>One attempt.</summary>
    /// <param name="result">What the operation comes to, when it is done.</param>
    /// <returns>False when it would block.</returns>
    protected abstract bool TryFinish([MaybeNullWhen(false)] out TResult result);

    protected sealed override void GoOn() => Continue(mayWait: false);

    /// <summary>Lets go of the caller's memory.</summary>
    protected abstract void Release();

    /// <summary>Reserves the object for one operation.</summary>
    /// <exception cref="InvalidOperationException">One is under way.</exception>
    protected void Reserve(CancellationToken cancellation)
    {
        if (Interlocked.Exchange(ref _busy, true))
        {
            throw new InvalidOperationException($"Another operation ({direction}) of this handle is under way: await it first.");
        }

        _cancellation = cancellation;
    }

    /// <summary>Begins the reserved operation.</summary>
    /// <returns>What to await.</returns>
    protected ValueTask<TResult> Start() => TryBegin(out TResult? result, out short token) ? new ValueTask<TResult>(result) : new ValueTask<TResult>(this, token);

    /// <summary>Begins the reserved operation, for one that is awaited as something else.</summary>
    /// <param name="result">The result, when this returns true.</param>
    /// <param name="token">The token of the operation's ValueTask, when this returns false.</param>
    /// <returns>Whether it is done already.</returns>
    protected bool TryBegin([MaybeNullWhen(false)] out TResult result, out short token)
    {
        try
        {
            bool wouldBlock = WouldBlock;
            bool mustQueue = !wouldBlock && !handle.MayTry();
            if (!wouldBlock && !mustQueue && TryFinish(out result))
            {
                token = 0;
                Free();
                return true;
            }

            _completion.Reset();
            token = _completion.Version; // Before the wait: it may complete on the loop before this thread goes on.
            result = default;
            if (!mustQueue)
            {
                Continue(mayWait: true);
            }
            else if (!_loop.TryPost(Callback.Of<HandleOperation>.Run, ContinueOnLoop, this))
            {
                throw _loop.Refusal();
            }

            return false;
        }
        catch
        {
            Free();
            throw;
        }
    }

    public TResult GetResult(short token)
    {
        bool isThisOne = token == _completion.Version && _completion.GetStatus(token) != ValueTaskSourceStatus.Pending;
        if (isThisOne)
        {
            Free();
        }

        return _completion.GetResult(token);
    }

    public ValueTaskSourceStatus GetStatus(short token) => _completion.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _completion.OnCompleted(continuation, state, token, flags);

    // The wait has completed, and this runs inside its completion: on the loop, but for a wait that completed before it was awaited from another thread.
    private void Resume()
    {
        if (_loop.IsCurrentThread || !_loop.TryPost(Callback.Of<HandleOperation>.Run, ContinueOnLoop, this))
        {
            Continue(mayWait: false);
        }
    }

    /// <param name="mayWait">False where a wait has completed, or the budget was spent: then the next step is an attempt.</param>
    private void Continue(bool mayWait)
    {
        TResult? result;
        try
        {
            if (!mayWait)
            {
                TakeWait();
                _cancellation.ThrowIfCancellationRequested();
                if (TryFinish(out result))
                {
                    _completion.SetResult(result);
                    return;
                }
            }

            while (!IsWaiting())
            {
                TakeWait();
                if (TryFinish(out result))
                {
                    _completion.SetResult(result);
                    return;
                }
            }
        }
        catch (Exception failure)
        {
            _completion.SetException(failure);
        }
    }

    // An event that came since the attempt lets the wait complete at once.
    private bool IsWaiting()
    {
#pragma warning disable CA2012 // Kept for the one await of it, in TakeWait.
        _wait = handle.AwaitEventAsync(direction, seen: 0, _cancellation, out bool isPending);
#pragma warning restore CA2012
        if (isPending)
        {
            LoopWaiter<Readiness> waiter = handle.WaiterOf(direction);
            waiter.OnCompletedInline(Resumed, this, waiter.Version);
        }

        return isPending;
    }

    private void TakeWait()
    {
        ValueTask<Readiness> wait = _wait;
        _wait = default;
        _ = wait.GetAwaiter().GetResult(); // Completed: throws what ended it, if anything did.
    }

    private void Free()
    {
        Release();
        _cancellation = default;
        Volatile.Write(ref _busy, false);
    }
}
