namespace Mux;

/// <summary>A loop's thread that waits for the end of another loop. Where that loop waits for this one, over however many others, the wait would never end: it is not possible.</summary>
internal readonly struct LoopWaitChain : IDisposable
{
    private static readonly Lock Chains = new();

    private readonly EventLoop? _waiting;

    /// <param name="waiting">The loop whose thread is to wait; null for a thread that is none's.</param>
    /// <param name="ending">The loop whose end is awaited.</param>
    public LoopWaitChain(EventLoop? waiting, EventLoop ending)
    {
        IsPossible = true;
        if (waiting is null)
        {
            return;
        }

        lock (Chains)
        {
            for (EventLoop? next = ending; next is not null; next = next.WaitsFor)
            {
                if (next == waiting)
                {
                    IsPossible = false;
                    return;
                }
            }

            waiting.WaitsFor = ending;
            _waiting = waiting;
        }
    }

    /// <summary>Whether the wait can end.</summary>
    public bool IsPossible { get; }

    /// <summary>The wait is over.</summary>
    public void Dispose()
    {
        if (_waiting is null)
        {
            return;
        }

        lock (Chains)
        {
            _waiting.WaitsFor = null;
        }
    }
}
