namespace StaticFiles.Serving;

/// <summary>How many connections there are, and may be. For any thread.</summary>
/// <param name="limit">How many there may be at once.</param>
internal sealed class Admission(int limit)
{
    private readonly Lock _lock = new();
    private TaskCompletionSource? _room; // Guarded by _lock, like all that follows. Somebody waits for one to end.
    private TaskCompletionSource? _empty; // Somebody waits for the last one to end.
    private int _count;

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
    public long Total { get; private set; }

    /// <summary>Completes when there may be one more.</summary>
    public Task WhenRoom()
    {
        lock (_lock)
        {
            return _count < limit ? Task.CompletedTask : WaitFor(ref _room);
        }
    }

    /// <summary>Completes when there are none.</summary>
    public Task WhenEmpty()
    {
        lock (_lock)
        {
            return _count == 0 ? Task.CompletedTask : WaitFor(ref _empty);
        }
    }

    /// <summary>There is one more.</summary>
    public void Enter()
    {
        lock (_lock)
        {
            _count++;
            Total++;
        }
    }

    /// <summary>There is one less.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            _count--;
            Tell(ref _room);
            if (_count == 0)
            {
                Tell(ref _empty);
            }
        }
    }

    private static Task WaitFor(ref TaskCompletionSource? waiter) => (waiter ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    private static void Tell(ref TaskCompletionSource? waiter)
    {
        waiter?.SetResult();
        waiter = null;
    }
}
