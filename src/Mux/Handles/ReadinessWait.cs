using System.Threading.Tasks.Sources;

namespace Mux;

/// <summary>One wait for one or more directions of a handle.</summary>
internal sealed class ReadinessWait(AsyncHandle handle) : HandleWaiter(handle), IValueTaskSource<Readiness>
{
    private LoopCompletion<Readiness> _completion = new(handle.Loop);
    private Interests _directions;

    public override object? Awaiter => _completion.Awaiter;

    public override bool KeepsDirection => false;

    /// <exception cref="InvalidOperationException">A direction is awaited already.</exception>
    public ValueTask<Readiness> Begin(Interests directions, CancellationToken cancellation)
    {
        _directions = directions;
        short version = _completion.Version; // Before it sleeps: it may complete, and begin again, before this thread goes on.
        Watch(cancellation);
        Readiness pending;
        try
        {
            pending = Directions.TakeOrSleep(directions, this);
        }
        catch (Exception refusal)
        {
            Unwatch();
            Recycle();
            if (HandleErrors.IsMisuse(refusal))
            {
                throw;
            }

            return ValueTask.FromException<Readiness>(refusal);
        }

        if (pending != Readiness.None)
        {
            Unwatch();
            Recycle();
            return new ValueTask<Readiness>(pending);
        }

        CancelIfRequested(cancellation);
        return new ValueTask<Readiness>(this, version);
    }

    public Readiness GetResult(short token)
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

    public ValueTaskSourceStatus GetStatus(short token) => _completion.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _completion.OnCompleted(continuation, state, token, flags);

    protected override void OnReady(Readiness readiness)
    {
        Unwatch();
        _completion.SetResult(readiness);
    }

    protected override void OnEnded(Exception reason)
    {
        Unwatch();
        _completion.SetException(reason);
    }

    private void Recycle()
    {
        _completion.Reset();
        Directions.Keep(this, _directions);
    }
}
