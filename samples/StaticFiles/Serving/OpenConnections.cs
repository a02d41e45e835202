namespace StaticFiles.Serving;

/// <summary>How many connections there are and have been. For any thread.</summary>
internal sealed class OpenConnections
{
    private readonly Lock _lock = new();
    private TaskCompletionSource? _empty; // Guarded by _lock, like all that follows. Somebody waits for the last one to end.
    private int _count;
    private long _total;

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _count;
            }
        }
    }

    /// <summary>How many there have been.</summary>
    public long Total
    {
        get
        {
            lock (_lock)
            {
                return _total;
            }
        }
    }

    /// <summary>Completes when there are none.</summary>
    public Task WhenEmpty()
    {
        lock (_lock)
        {
            return _count == 0 ? Task.CompletedTask : (_empty ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>There is one more.</summary>
    public void Enter()
    {
        lock (_lock)
        {
            _count++;
            _total++;
        }
    }

    /// <summary>There is one less.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            if (--_count == 0)
            {
                _empty?.SetResult();
                _empty = null;
            }
        }
    }
}
