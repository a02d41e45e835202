using System.Threading.Tasks.Sources;

namespace Mux;

/// <summary>One operation in one direction of a handle: attempts, and sleeps until the direction's next event whenever an attempt would have blocked.</summary>
internal sealed class PerformOperation<TState, TResult>(AsyncHandle handle, Interests direction) : HandleWaiter(handle), IValueTaskSource<TResult>, IValueTaskSource
{
    private LoopCompletion<TResult> _completion = new(handle.Loop);
    private StepwiseAttempt<TState, TResult>? _attempt;
    private TState _state = default!;
    private bool _isInPieces; // The last attempt left something that can be attempted at once.

    public override object? Awaiter => _completion.Awaiter;

    public override bool KeepsDirection => true;

    /// <summary>Begins an operation that could not be completed by an attempt of the caller's thread.</summary>
    /// <param name="state">What the attempts need.</param>
    /// <param name="attempt">One attempt.</param>
    /// <param name="first">What it begins with.</param>
    /// <param name="cancellation">Ends the operation.</param>
    /// <param name="token">The token of the operation's ValueTask.</param>
    /// <exception cref="InvalidOperationException">The direction is awaited already.</exception>
    /// <exception cref="ObjectDisposedException">The handle or its loop has ended.</exception>
    public void Begin(in TState state, StepwiseAttempt<TState, TResult> attempt, FirstStep first, CancellationToken cancellation, out short token)
    {
        token = _completion.Version; // Before it sleeps: it may complete, and begin again, before this thread goes on.
        try
        {
            Directions.Reserve(direction, this);
        }
        catch
        {
            Recycle();
            throw;
        }

        (_state, _attempt, _isInPieces) = (state, attempt, first == FirstStep.Attempt);
        Watch(cancellation);
        if (first == FirstStep.Queue)
        {
            Queue();
        }
        else
        {
            Advance(isReady: first == FirstStep.Attempt);
        }
    }

    public TResult GetResult(short token)
    {
        _completion.ThrowIfPending(token);
        try
        {
            return _completion.GetResult(token);
        }
        finally
        {
            Recycle();
        }
    }

    void IValueTaskSource.GetResult(short token) => GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _completion.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _completion.OnCompleted(continuation, state, token, flags);

    protected override void OnReady(Readiness readiness)
    {
        if (_isInPieces && !Handle.Loop.Budget.TrySpendPiece())
        {
            Queue();
        }
        else
        {
            Advance(isReady: true);
        }
    }

    protected override void OnEnded(Exception reason)
    {
        Leave();
        _completion.SetException(reason);
    }

    protected override void Continue() => Advance(isReady: true);

    /// <summary>Attempts until the operation is done, sleeps, or is queued.</summary>
    private void Advance(bool isReady)
    {
        TResult result;
        CancellationToken cancellation = Cancellation; // Once it sleeps, another thread may have taken over.
        try
        {
            do
            {
                if (!isReady && Directions.TakeOrSleep(direction, this) == Readiness.None)
                {
                    CancelIfRequested(cancellation);
                    return;
                }

                cancellation.ThrowIfCancellationRequested();
                int eventsBefore = Directions.EventsOf(direction);
                AttemptOutcome outcome = _attempt!(ref _state, out result);
                switch (outcome)
                {
                    case AttemptOutcome.WouldBlock:
                        Directions.NoteDrained(direction, eventsBefore);
                        isReady = false;
                        continue;
                    case AttemptOutcome.Unfinished:
                        _isInPieces = true;
                        if (!Handle.MayGoOn())
                        {
                            Queue();
                            return;
                        }

                        isReady = true;
                        continue;
                    case AttemptOutcome.DoneAndDrained:
                        Directions.NoteDrained(direction, eventsBefore);
                        break;
                }

                break;
            }
            while (true);
        }
        catch (Exception failure)
        {
            OnEnded(failure);
            return;
        }

        Leave();
        _completion.SetResult(result);
    }

    private void Queue()
    {
        if (!TryQueue())
        {
            OnEnded(Handle.Loop.Refusal());
        }
    }

    // Before the completion: what the caller goes on with may be the next operation of this direction.
    private void Leave()
    {
        Unwatch();
        (_state, _attempt) = (default!, null);
        Directions.Release(this);
    }

    private void Recycle()
    {
        _completion.Reset();
        Directions.Keep(this, direction);
    }
}
