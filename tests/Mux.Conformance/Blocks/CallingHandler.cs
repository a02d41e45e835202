namespace Mux.Conformance;

/// <summary>A handler that calls a delegate, and counts.</summary>
public sealed class CallingHandler(Action<ReadyEvent> onReady) : IReadyHandler
{
    private int _calls;

    public int Calls => Volatile.Read(ref _calls);

    public void OnReady(ReadyEvent ready)
    {
        Interlocked.Increment(ref _calls);
        onReady(ready);
    }
}
