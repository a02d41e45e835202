namespace Mux.Compare.Timers;

/// <summary>The base library's priority queue. A cancelled or moved timer leaves a dead entry behind, which goes when it comes to the top.</summary>
internal readonly struct LazyQueue(EventLoop loop) : ITimerStructure<LazyTimer>
{
    private static readonly Action<object, object?> Nothing = static (_, _) => { };

    private readonly PriorityQueue<(LazyTimer Timer, int Version), long> _queue = new();

    public static long Granularity => 0;

    public long NextDue
    {
        get
        {
            while (_queue.TryPeek(out (LazyTimer Timer, int Version) entry, out long due))
            {
                if (entry.Version == entry.Timer.Version)
                {
                    return due;
                }

                _queue.Dequeue();
            }

            return long.MaxValue;
        }
    }

    public LazyTimer CreateTimer() => new(loop, Nothing, loop, null);

    public void Set(LazyTimer timer, long due) => _queue.Enqueue((timer, ++timer.Version), due);

    public void Cancel(LazyTimer timer) => timer.Version++;

    public LazyTimer? TakeDue(long now)
    {
        if (NextDue > now)
        {
            return null;
        }

        LazyTimer timer = _queue.Dequeue().Timer;
        timer.Version++;
        return timer;
    }
}
