namespace Mux;

/// <summary>The scheduled timers of a loop, by due time and then by the order of scheduling: a heap in which each node has four children.</summary>
/// <remarks>
/// A timer knows its place, so a cancelled one leaves at once and is collected: no dead timers are kept until they would have been due. Most timers are set later than those there are, and
/// stay where they were put. docs/performance.md has this heap measured beside a hierarchical wheel.
/// </remarks>
internal sealed class TimerQueue
{
    private const int Children = 4;
    private const int InitialCapacity = 16;

    private Entry[] _heap = new Entry[InitialCapacity];
    private int _count;
    private ThreadCheck _thread; // All but Count and NextDue belong to the loop.
    private long _scheduled; // Breaks ties: equal due times come in the order in which they were set.

    /// <summary>How many timers are scheduled.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>When the first timer is due; <see cref="LoopClock.Never"/> without any.</summary>
    public long NextDue => _count == 0 ? LoopClock.Never : _heap[0].Due;

    /// <summary>Schedules a timer, or moves it.</summary>
    public void Set(LoopTimer timer, long due)
    {
        _thread.Assert();
        var entry = new Entry(due, _scheduled++, timer);
        if (timer.QueueIndex < 0)
        {
            if (_count == _heap.Length)
            {
                Array.Resize(ref _heap, _count * 2);
            }

            SiftUp(_count++, entry);
        }
        else
        {
            Replace(timer.QueueIndex, entry);
        }
    }

    /// <summary>Takes a timer out, if it is in.</summary>
    public void Remove(LoopTimer timer)
    {
        _thread.Assert();
        int index = timer.QueueIndex;
        if (index < 0)
        {
            return;
        }

        timer.QueueIndex = -1;
        Entry last = _heap[--_count];
        _heap[_count] = default;
        if (index < _count)
        {
            Replace(index, last);
        }

        // A burst of timers must not hold its memory for ever.
        if (_heap.Length > InitialCapacity && _count < _heap.Length / 4)
        {
            Array.Resize(ref _heap, Math.Max(InitialCapacity, _heap.Length / 2));
        }
    }

    /// <summary>Takes the first timer out, if its time has come.</summary>
    public LoopTimer? TakeDue(long now)
    {
        if (NextDue > now)
        {
            return null;
        }

        LoopTimer first = _heap[0].Timer;
        Remove(first);
        return first;
    }

    /// <summary>Takes all timers out.</summary>
    public LoopTimer[] Clear()
    {
        _thread.Assert();
        LoopTimer[] all = [.. _heap.Take(_count).Select(entry => entry.Timer)];
        foreach (LoopTimer timer in all)
        {
            timer.QueueIndex = -1;
        }

        _heap = new Entry[InitialCapacity];
        _count = 0;
        return all;
    }

    private void Replace(int index, in Entry entry)
    {
        if (entry.IsBefore(_heap[index]))
        {
            SiftUp(index, entry);
        }
        else
        {
            SiftDown(index, entry);
        }
    }

    private void SiftUp(int index, in Entry entry)
    {
        while (index > 0)
        {
            int parent = (index - 1) / Children;
            if (!entry.IsBefore(_heap[parent]))
            {
                break;
            }

            Put(index, _heap[parent]);
            index = parent;
        }

        Put(index, entry);
    }

    private void SiftDown(int index, in Entry entry)
    {
        while (FirstChild(index) is var child && child < _count)
        {
            int end = Math.Min(child + Children, _count);
            int least = child;
            for (int other = child + 1; other < end; other++)
            {
                if (_heap[other].IsBefore(_heap[least]))
                {
                    least = other;
                }
            }

            if (!_heap[least].IsBefore(entry))
            {
                break;
            }

            Put(index, _heap[least]);
            index = least;
        }

        Put(index, entry);
    }

    private static int FirstChild(int index) => (index * Children) + 1;

    private void Put(int index, in Entry entry)
    {
        _heap[index] = entry;
        entry.Timer.QueueIndex = index;
    }

    private readonly struct Entry(long due, long order, LoopTimer timer)
    {
        public readonly long Due = due;
        public readonly LoopTimer Timer = timer;
        private readonly long _order = order;

        public bool IsBefore(in Entry other) => Due < other.Due || (Due == other.Due && _order < other._order);
    }
}
