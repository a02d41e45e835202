namespace Mux;

/// <summary>
/// Looks once a second whether something that callers wait for can no longer come: a descriptor that was closed without being detached leaves the kernel's list silently.
/// </summary>
internal sealed class HandleSweep(EventLoop loop, LoopDependents dependents) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private Timer? _timer; // Guarded by the lock. Of the system: a loop without handles is not woken.
    private bool _ended;

    /// <summary>Begins to look, at the first handle of the loop.</summary>
    public void Begin()
    {
        lock (_lock)
        {
            if (_timer is null && !_ended)
            {
                // Without the ambient values of the caller that attaches the first handle: the timer would keep them for the loop's life.
                using AsyncFlowControl flow = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
                _timer = new Timer(static sweep => ((HandleSweep)sweep!).Tick(), this, Interval, Interval);
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _ended = true;
            _timer?.Dispose();
        }
    }

    // The look itself needs no thread in particular; the end of the waits belongs to the loop's.
    private void Tick()
    {
        if (dependents.FindOrphans() is { Count: > 0 } orphans)
        {
            loop.TryQueue(Callback.Of<List<IEndsWithLoop>>.Run, EndAll, orphans);
        }
    }

    private static readonly Action<List<IEndsWithLoop>> EndAll = static orphans =>
    {
        foreach (IEndsWithLoop orphan in orphans)
        {
            orphan.EndWithLoop(new ObjectDisposedException(nameof(AsyncHandle), "The handle was closed without disposing of its AsyncHandle first. What was awaited on it has ended."));
        }
    };
}
