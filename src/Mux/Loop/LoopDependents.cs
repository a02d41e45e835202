namespace Mux;

/// <summary>What ends with a loop: attached handles, watched signals and the like. Added and removed by any thread.</summary>
internal sealed class LoopDependents
{
    private readonly HashSet<IEndsWithLoop> _all = []; // Its own lock.
    private Exception? _ended;

    /// <exception cref="ObjectDisposedException">The loop has ended.</exception>
    public void Add(IEndsWithLoop dependent)
    {
        lock (_all)
        {
            if (_ended is { } reason)
            {
                throw reason;
            }

            _all.Add(dependent);
        }
    }

    public void Remove(IEndsWithLoop dependent)
    {
        lock (_all)
        {
            _all.Remove(dependent);
        }
    }

    /// <summary>Those that wait for what can no longer come; null when there is none.</summary>
    public List<IEndsWithLoop>? FindOrphans()
    {
        List<IEndsWithLoop>? orphans = null;
        lock (_all)
        {
            foreach (IEndsWithLoop dependent in _all)
            {
                if (dependent.IsOrphaned)
                {
                    (orphans ??= []).Add(dependent);
                }
            }
        }

        return orphans;
    }

    /// <summary>Refuses further ones, and hands over those there are.</summary>
    public IEndsWithLoop[] End(Exception reason)
    {
        lock (_all)
        {
            _ended = reason;
            IEndsWithLoop[] all = [.. _all];
            _all.Clear();
            return all;
        }
    }
}
