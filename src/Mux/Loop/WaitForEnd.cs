namespace Mux;

/// <summary>The calling thread's wait for the end of a loop or a pool. Where that cannot end before this thread goes on, over however many other waits, the wait would never end: it is not possible.</summary>
internal readonly struct WaitForEnd : IDisposable
{
    private static readonly Lock Waits = new();
    private static readonly Dictionary<int, IEndsWithThreads> AwaitedBy = []; // By the id of the thread that waits.

    private readonly int _thread;

    public WaitForEnd(IEndsWithThreads awaited)
    {
        int thread = Environment.CurrentManagedThreadId;
        lock (Waits)
        {
            IsPossible = !NeedsThread(awaited, thread);
            if (IsPossible)
            {
                _thread = thread;
                AwaitedBy[thread] = awaited;
            }
        }
    }

    /// <summary>Whether the wait can end.</summary>
    public bool IsPossible { get; }

    /// <summary>The wait is over.</summary>
    public void Dispose()
    {
        if (IsPossible)
        {
            lock (Waits)
            {
                AwaitedBy.Remove(_thread);
            }
        }
    }

    // A handler that waits for its own pool waits for the pool's other threads only.
    private static bool NeedsThread(IEndsWithThreads awaited, int thread)
    {
        var seen = new HashSet<IEndsWithThreads>();
        var next = new Stack<IEndsWithThreads>([awaited]);
        while (next.TryPop(out IEndsWithThreads? one))
        {
            foreach (int needed in seen.Add(one) ? one.Threads : [])
            {
                if (needed == thread)
                {
                    if (one != awaited)
                    {
                        return true;
                    }
                }
                else if (AwaitedBy.TryGetValue(needed, out IEndsWithThreads? further))
                {
                    next.Push(further);
                }
            }
        }

        return false;
    }
}
