namespace Mux.Kqueue.Interop;

/// <summary>What a waiter keeps from one wait to the next: the events, and where each registration's event stands among those merged so far.</summary>
internal sealed class KEventBuffer(int capacity)
{
    private readonly KEvent[] _events = new KEvent[capacity];

    /// <summary>All of the memory, to be filled.</summary>
    public Span<KEvent> All => _events;

    /// <summary>The event at an index.</summary>
    public ref readonly KEvent this[int index] => ref _events[index];

    /// <summary>The merged events.</summary>
    public MergedEvents Merged { get; } = new(capacity);

    /// <summary>The buffer that belongs to a caller's <see cref="ReadyEvents"/>; made on its first use.</summary>
    public static KEventBuffer Of(ReadyEvents events)
    {
        if (events.BackendBuffer is not KEventBuffer buffer)
        {
            events.BackendBuffer = buffer = new KEventBuffer(events.Capacity);
        }

        return buffer;
    }
}
