using System.Collections.Concurrent;

namespace Mux;

/// <summary>
/// What has been posted to a loop: added by any thread without a lock, in order for each of them, and taken by the loop's. It can be sealed, and whoever adds at that moment learns for certain
/// whether the loop took the item.
/// </summary>
internal sealed class WorkQueue
{
    private readonly ConcurrentQueue<WorkItem> _items = new(); // Allocates only when the backlog grows beyond any before.
    private readonly List<WorkItem> _leftOver = []; // Its own lock. What was found in the queue after the seal, and not yet by whoever added it.
    private bool _sealed;

    /// <summary>Whether nothing waits.</summary>
    public bool IsEmpty => _items.IsEmpty;

    /// <summary>How many items wait.</summary>
    public int Count => _items.Count;

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

        _items.Enqueue(item);
        Interlocked.MemoryBarrier();
        return !Volatile.Read(ref _sealed) || !WasLeftOver(item);
    }

    /// <summary>Takes the oldest item. The loop's thread only.</summary>
    public bool TryTake(out WorkItem item) => _items.TryDequeue(out item);

    /// <summary>Refuses items from now on. The loop's thread only, which takes nothing afterwards.</summary>
    /// <returns>What is left in the queue: the loop's to run or to abandon, and of no concern any more to those who added it.</returns>
    public WorkItem[] Seal()
    {
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
