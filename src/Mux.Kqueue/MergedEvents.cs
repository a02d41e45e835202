namespace Mux.Kqueue;

/// <summary>One wait's reports, the two filters of a registration merged into one event.</summary>
internal sealed class MergedEvents(int capacity)
{
    private readonly MergedEvent[] _events = new MergedEvent[capacity];
    private readonly Dictionary<ulong, int> _places = new(); // By key.
    private int _count;

    /// <summary>The events merged so far.</summary>
    public ReadOnlySpan<MergedEvent> All => _events.AsSpan(0, _count);

    /// <summary>How many registrations have an event so far.</summary>
    public int Count => _count;

    /// <summary>Whether there is room for no other registration.</summary>
    public bool IsFull => _count == _events.Length;

    /// <summary>Adds one filter's report.</summary>
    public void Add(KqueueRegistration registration, short filter, Readiness readiness)
    {
        if (_places.TryGetValue(registration.Key, out int place))
        {
            MergedEvent first = _events[place];
            _events[place] = first with { Readiness = first.Readiness | readiness, OnlyFilter = null };
            return;
        }

        _places.Add(registration.Key, _count);
        _events[_count++] = new MergedEvent(registration, readiness, filter);
    }

    /// <summary>Empties it, and lets go of the registrations.</summary>
    public void Clear()
    {
        Array.Clear(_events, 0, _count);
        _places.Clear();
        _count = 0;
    }
}

/// <summary>What both filters of a registration reported.</summary>
/// <param name="Registration">The registration.</param>
/// <param name="Readiness">What they reported, together.</param>
/// <param name="OnlyFilter">The filter that reported, if only one did.</param>
internal readonly record struct MergedEvent(KqueueRegistration Registration, Readiness Readiness, short? OnlyFilter);
