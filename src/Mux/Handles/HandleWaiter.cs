namespace Mux;

/// <summary>One wait for a handle, or one operation that is made of such waits. It belongs to one caller from its start until its result was taken, and then it is kept for the next one.</summary>
internal abstract class HandleWaiter(AsyncHandle handle)
{
    private static readonly Action<HandleWaiter> CancelOnLoop = static waiter => waiter.Cancel();
    private static readonly Action<HandleWaiter> ContinueOnLoop = static waiter => waiter.Continue();

    private CancellationTokenRegistration _cancellationRegistration;

    /// <summary>Whether the next event of its directions, a cancellation or the handle's end goes on with it. Guarded by the lock of the directions.</summary>
    public bool IsSleeping { get; set; }

    /// <summary>Whether it goes on owning its direction when an event has woken it.</summary>
    public abstract bool KeepsDirection { get; }

    /// <summary>The token of the caller whose it is at present.</summary>
    public CancellationToken Cancellation { get; private set; }

    /// <summary>What goes on when this completes, for messages.</summary>
    public abstract object? Awaiter { get; }

    protected AsyncHandle Handle => handle;

    protected HandleDirections Directions => handle.DirectionsState;

    /// <summary>Goes on after an event, or ends. What runs inside is callers' code: its exceptions go to the loop's handler.</summary>
    public void RunGuarded(Readiness readiness, Exception? end)
    {
        try
        {
            if (end is null)
            {
                OnReady(readiness);
            }
            else
            {
                OnEnded(end);
            }
        }
        catch (Exception failure)
        {
            handle.Loop.ReportUnhandled(failure, LoopCallbackKind.Handler);
        }
    }

    /// <summary>Runs a call that was posted for a waiter, in place of the loop, which has ended.</summary>
    public static void RunAbandoned(in WorkItem item) => ((Action<HandleWaiter>)item.Target)((HandleWaiter)item.State!);

    protected abstract void OnReady(Readiness readiness);

    protected abstract void OnEnded(Exception reason);

    /// <summary>Goes on when the loop's queue comes to it.</summary>
    protected virtual void Continue() => throw new NotSupportedException("This waiter is never queued.");

    /// <summary>Listens to the caller's token. Before the waiter sleeps: whatever completes it then finds the registration.</summary>
    protected void Watch(CancellationToken cancellation)
    {
        Cancellation = cancellation;
        if (cancellation.CanBeCanceled)
        {
            _cancellationRegistration = cancellation.UnsafeRegister(static waiter => ((HandleWaiter)waiter!).PostCancellation(), this);
        }
    }

    /// <summary>Listens no longer.</summary>
    protected void Unwatch()
    {
        _cancellationRegistration.Unregister(); // Does not wait for a callback that is running: that only posts.
        _cancellationRegistration = default;
        Cancellation = default;
    }

    /// <summary>To be called once the waiter sleeps. A token that was cancelled before found it awake, and had no effect.</summary>
    protected void CancelIfRequested(CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
        {
            PostCancellation();
        }
    }

    /// <summary>Has <see cref="Continue"/> run by way of the loop's queue.</summary>
    /// <returns>False when the loop has ended.</returns>
    protected bool TryQueue() => handle.Loop.TryQueue(Callback.Of<HandleWaiter>.Run, ContinueOnLoop, this);

    // On the canceller's thread.
    private void PostCancellation()
    {
        if (!handle.Loop.TryQueue(Callback.Of<HandleWaiter>.Run, CancelOnLoop, this))
        {
            Cancel(); // The loop has ended.
        }
    }

    // The wait that was meant may have completed, and the object may serve another one by now: only that one's own token counts.
    private void Cancel()
    {
        CancellationToken cancellation = Cancellation;
        if (cancellation.IsCancellationRequested && Directions.TryWake(this))
        {
            OnEnded(new OperationCanceledException(cancellation));
        }
    }
}
