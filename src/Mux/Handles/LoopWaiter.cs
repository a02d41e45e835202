using System.Threading.Tasks.Sources;

namespace Mux;

/// <summary>
/// Something that happens again and again, is published on the loop's thread, and is awaited by one caller at a time, from any thread. Nothing that happened since the caller last looked is lost, and nothing is
/// reported to it twice.
/// </summary>
/// <remarks>
/// What happens is numbered. A wait completes with the first happening that is later than the one it was told of; if that has come already, at once. So between a caller's look ("would block") and its
/// wait there is no gap: it notes the number before it looks, and waits for a later one. All completions take place on the loop's thread.
/// </remarks>
internal sealed class LoopWaiter<T>(EventLoop loop) : IValueTaskSource<T>
{
    // It is its own lock: a loop has one or two of these for each connection, and nobody else sees them. Guards all of the following; never held while callers' code runs.
    private LoopCompletion<T> _completion = new(loop);
    private T _latest = default!;
    private long _number; // Of the latest happening.
    private long _seen;   // Of the last one that the caller knows of.
    private bool _isAwaited;
    private CancellationToken _cancellation;
    private CancellationTokenRegistration _cancellationRegistration;
    private Exception? _end;

    /// <summary>The token of the pending wait.</summary>
    public short Version => _completion.Version;

    /// <summary>The number of the latest happening.</summary>
    public long Number => Volatile.Read(ref _number);

    /// <summary>Notes that the caller has seen everything up to a number.</summary>
    public void See(long number)
    {
        if (Volatile.Read(ref _seen) >= number)
        {
            return; // As ever after: the number only grows.
        }

        lock (this)
        {
            _seen = Math.Max(_seen, number);
        }
    }

    /// <summary>Waits for a happening later than those that were seen.</summary>
    /// <param name="seen">What the caller has seen, beside what it was told before.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <param name="isPending">Whether the wait has to be awaited. False when it has completed, in whatever way.</param>
    /// <exception cref="InvalidOperationException">A wait is under way.</exception>
    public ValueTask<T> WaitAsync(long seen, CancellationToken cancellation, out bool isPending)
    {
        isPending = false;
        if (cancellation.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<T>(cancellation);
        }

        lock (this)
        {
            if (_isAwaited)
            {
                throw new InvalidOperationException("This is awaited already: one caller at a time can await a direction of a handle, or a signal. Await or cancel the first wait, or attach another handle.");
            }

            if (_end is not null)
            {
                return ValueTask.FromException<T>(_end);
            }

            if (_number > Math.Max(_seen, seen))
            {
                _seen = _number;
                return new ValueTask<T>(_latest);
            }

            isPending = true;
            _isAwaited = true;
            _completion.Reset();
            _cancellation = cancellation;
            if (cancellation.CanBeCanceled)
            {
                // Under the lock, so that the completion finds it. The callback takes no lock: it posts.
                _cancellationRegistration = cancellation.UnsafeRegister(static waiter => ((LoopWaiter<T>)waiter!).PostCancellation(), this);
            }

            return new ValueTask<T>(this, _completion.Version);
        }
    }

    /// <summary>Something has happened. On the loop's thread; whoever awaits it there goes on inside this call.</summary>
    public void Publish(T happening)
    {
        lock (this)
        {
            _latest = happening;
            Volatile.Write(ref _number, _number + 1);
            if (!TryTakeWait())
            {
                return;
            }

            _seen = _number;
        }

        _completion.SetResult(happening);
    }

    /// <summary>Ends the wait that is under way, if one is, and no later one. On the loop's thread; whoever awaits it there goes on inside this call.</summary>
    public void EndWait(Exception reason)
    {
        lock (this)
        {
            if (!TryTakeWait())
            {
                return;
            }
        }

        _completion.SetException(reason);
    }

    /// <summary>Nothing more will happen: ends the wait that is under way, and all later ones. On the loop's thread.</summary>
    public void End(Exception reason)
    {
        lock (this)
        {
            _end ??= reason;
        }

        EndWait(reason);
    }

    T IValueTaskSource<T>.GetResult(short token) => _completion.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<T>.GetStatus(short token) => _completion.GetStatus(token);

    void IValueTaskSource<T>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _completion.OnCompleted(continuation, state, token, flags);

    // On the canceller's thread. A loop that has ended has ended the wait as well.
    private void PostCancellation() => loop.TryPost(Callback.Of<LoopWaiter<T>>.Run, CancelOnLoop, this);

    private static readonly Action<LoopWaiter<T>> CancelOnLoop = static waiter => waiter.Cancel();

    // The wait that was meant may have completed, and another be under way: only that one's own token counts.
    private void Cancel()
    {
        CancellationToken cancellation;
        lock (this)
        {
            cancellation = _cancellation;
            if (!cancellation.IsCancellationRequested || !TryTakeWait())
            {
                return;
            }
        }

        _completion.SetException(new OperationCanceledException(cancellation));
    }

    private bool TryTakeWait()
    {
        if (!_isAwaited)
        {
            return false;
        }

        _isAwaited = false;
        _cancellationRegistration.Unregister(); // Does not wait for a callback that is running: that only posts.
        _cancellationRegistration = default;
        _cancellation = default;
        return true;
    }
}
