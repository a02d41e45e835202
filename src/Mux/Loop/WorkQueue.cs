using System.Collections.Concurrent;

namespace Mux;

/// <summary>
/// What has been posted to a loop: added by any thread without a lock, in order for each of them, and taken by the loop's. It can be sealed, and whoever adds at that moment learns for certain
/// whether the loop took the item.
/// </summary>
internal sealed class WorkQueue
{
    // After a burst of so many, the queue is replaced when it is empty: it would keep room for all of them.
    private const int LargeBacklog = 4096;

    private ConcurrentQueue<WorkItem> _items = new(); // Allocates only when the backlog grows beyond any before. Replaced by the loop's thread only.
    private readonly Lock _replacement = new();
    private bool _isReplacing;   // Written under that lock.
    private int _largestBacklog; // The loop's thread only.
    private readonly List<WorkItem> _leftOver = []; // Its own lock. What was found in the queue after the seal, and not yet by whoever added it.
    private bool _sealed;
    private ThreadCheck _thread; // Of those who take.

    /// <summary>Whether nothing waits.</summary>
    public bool IsEmpty => _items.IsEmpty;

    /// <summary>How many items wait. The loop's thread only.</summary>
    public int Count
    {
        get
        {
            int count = _items.Count;
            _largestBacklog = Math.Max(_largestBacklog, count);
            return count;
        }
    }

    /// <summary>Gives back the memory of a burst that is over. The loop's thread only, when nothing waits.</summary>
    public void Shrink()
    {
        _thread.Assert();
        if (_largestBacklog < LargeBacklog || !_items.IsEmpty)
        {
            return;
        }

        _largestBacklog = 0;
        lock (_replacement)
        {
            Volatile.Write(ref _isReplacing, true);
            Interlocked.MemoryBarrier(); // Whoever adds to the old queue from here on sees, after that, that it was replaced.
            ConcurrentQueue<WorkItem> old = _items;
            Volatile.Write(ref _items, new ConcurrentQueue<WorkItem>());
            Interlocked.MemoryBarrier();
            MoveFrom(old);
            Volatile.Write(ref _isReplacing, false);
        }
    }

    private void MoveFrom(ConcurrentQueue<WorkItem> old)
    {
        lock (_replacement)
        {
            while (old.TryDequeue(out WorkItem item))
            {
                _items.Enqueue(item);
            }
        }
    }

    /// <summary>
    /// Adds an item. A full fence lies between the item's becoming visible and this method's return: what the caller reads next, such as whether the loop sleeps, is read later.
    /// </summary>
    /// <returns>False when the queue was sealed before the loop took the item: it will not run.</returns>
    public bool TryAdd(in WorkItem item)
    {
        if (Volatile.Read(ref _sealed))
        {
            return false;
        }

        if (Volatile.Read(ref _isReplacing))
        {
            lock (_replacement)
            {
                _items.Enqueue(item); // Behind what this thread added before, which has moved by now.
            }

            Interlocked.MemoryBarrier();
        }
        else
        {
            ConcurrentQueue<WorkItem> items = Volatile.Read(ref _items);
            items.Enqueue(item);
            Interlocked.MemoryBarrier();
            if (Volatile.Read(ref _items) != items)
            {
                MoveFrom(items);
            }
        }

        return !Volatile.Read(ref _sealed) || !WasLeftOver(item);
    }

    /// <summary>Takes the oldest item. The loop's thread only.</summary>
    public bool TryTake(out WorkItem item)
    {
        _thread.Assert();
        return _items.TryDequeue(out item);
    }

    /// <summary>Refuses items from now on. The loop's thread only, which takes nothing afterwards.</summary>
    /// <returns>What is left in the queue: the loop's to run or to abandon, and of no concern any more to those who added it.</returns>
    public WorkItem[] Seal()
    {
        _thread.Assert();
        lock (_leftOver)
        {
            Volatile.Write(ref _sealed, true);
            Interlocked.MemoryBarrier(); // Whoever adds after this look at the queue sees the seal.
            CollectLeftOver();
            WorkItem[] ofTheLoop = [.. _leftOver];
            _leftOver.Clear(); // Whoever looks for his item after this finds it taken: an item has one owner.
            return ofTheLoop;
        }
    }

    // The seal came between this thread's two looks at it. Either the loop took the item, before it sealed or with the seal; or somebody has found it since, or now finds it, in the queue. Equal
    // items stand for each other: there are as many refusals as items left over.
    private bool WasLeftOver(in WorkItem item)
    {
        lock (_leftOver)
        {
            CollectLeftOver();
            return _leftOver.Remove(item);
        }
    }

    private void CollectLeftOver()
    {
        while (_items.TryDequeue(out WorkItem item))
        {
            _leftOver.Add(item);
        }
    }
}
