namespace Mux;

/// <summary>A caller's callback for the end of a loop.</summary>
internal sealed class EndingCallback<TState>(EventLoop loop, Action<TState, ObjectDisposedException> callback, TState state) : IEndsWithLoop, IDisposable
{
    private bool _isTaken; // Interlocked: called, or disposed of.

    public bool IsOrphaned => false;

    public void EndWithLoop(Exception reason)
    {
        if (!Interlocked.Exchange(ref _isTaken, true))
        {
            callback(state, (ObjectDisposedException)reason);
        }
    }

    public void Dispose()
    {
        if (!Interlocked.Exchange(ref _isTaken, true))
        {
            loop.Remove(this);
        }
    }
}
