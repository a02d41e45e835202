namespace Mux;

/// <summary>The reusable buffer of a wait. Enumerate it with <c>foreach</c>: that allocates nothing.</summary>
/// <remarks>
/// <para>Used by one thread at a time. Several threads that wait at once need one each.</para>
/// <para>
/// Enumeration looks at each registration at the last moment: an event whose registration has ended since it was collected, or no longer asks for it, is left out. A handler may
/// therefore unregister, modify and close whatever it likes, also what the rest of the batch is about.
/// </para>
/// </remarks>
public sealed class ReadyEvents
{
    /// <summary>The capacity of a buffer made without one.</summary>
    public const int DefaultCapacity = 256;

    private readonly ReadyEvent[] _events;

    /// <summary>Creates a buffer.</summary>
    /// <param name="capacity">
    /// How many events one wait can collect, from 1 up. A larger buffer means fewer system calls under load; a smaller one lets a loop turn to its other work sooner.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="capacity"/> is below 1.</exception>
    public ReadyEvents(int capacity = DefaultCapacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);

        _events = new ReadyEvent[capacity];
    }

    /// <summary>How many events one wait can collect.</summary>
    public int Capacity => _events.Length;

    /// <summary>How many events the last wait collected. Enumeration may yield fewer: it leaves out what has ended since.</summary>
    public int Count { get; private set; }

    /// <summary>Whether the last wait filled the buffer, so that more may be ready.</summary>
    public bool IsFull => Count == _events.Length;

    /// <summary>Whether the last wait ended because of <see cref="IEventMultiplexer.Wake"/>, perhaps among other reasons.</summary>
    public bool WasWoken { get; private set; }

    /// <summary>
    /// For multiplexers: whatever a backend keeps beside the buffer from one wait to the next, such as the memory that the kernel fills. Null at first.
    /// A backend that finds another backend's object here replaces it.
    /// </summary>
    public object? BackendBuffer { get; set; }

    /// <summary>Enumerates the events whose registrations are still in force.</summary>
    /// <returns>An enumerator that allocates nothing.</returns>
    public Enumerator GetEnumerator() => new(this);

    /// <summary>For multiplexers and test doubles: empties the buffer, and lets go of the registrations it held.</summary>
    public void Clear()
    {
        Array.Clear(_events, 0, Count);
        Count = 0;
        WasWoken = false;
    }

    /// <summary>For multiplexers and test doubles: adds an event.</summary>
    /// <param name="registration">The registration that is ready.</param>
    /// <param name="readiness">What it is ready for.</param>
    /// <exception cref="ArgumentNullException"><paramref name="registration"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The buffer is full.</exception>
    public void Add(EventRegistration registration, Readiness readiness)
    {
        ArgumentNullException.ThrowIfNull(registration);
        if (IsFull)
        {
            throw new InvalidOperationException($"The buffer already holds the {Capacity} events it has room for.");
        }

        _events[Count++] = new ReadyEvent(registration, readiness);
    }

    /// <summary>For multiplexers and test doubles: notes that a wake ended the wait.</summary>
    public void MarkWoken() => WasWoken = true;

    /// <summary>Enumerates a <see cref="ReadyEvents"/> without allocating.</summary>
    public struct Enumerator
    {
        private const Readiness Unasked = Readiness.ReadClosed | Readiness.WriteClosed | Readiness.Error;

        private readonly ReadyEvents _buffer;
        private int _next;

        internal Enumerator(ReadyEvents buffer) => _buffer = buffer;

        /// <summary>The event at the enumerator's place.</summary>
        public ReadyEvent Current { get; private set; }

        /// <summary>Goes to the next event whose registration is still in force and still asks for it.</summary>
        /// <returns>False when there is none.</returns>
        public bool MoveNext()
        {
            while (_next < _buffer.Count)
            {
                ReadyEvent collected = _buffer._events[_next++];
                Readiness wanted = StillWanted(collected);
                if (wanted != Readiness.None)
                {
                    Current = collected with { Readiness = wanted };
                    return true;
                }
            }

            return false;
        }

        private static Readiness StillWanted(ReadyEvent collected)
        {
            EventRegistration registration = collected.Registration;
            Interests interests = registration.Interests;
            if (!registration.IsRegistered || interests == Interests.None)
            {
                return Readiness.None;
            }

            Readiness wanted = collected.Readiness & ((Readiness)interests | Unasked);

            // A half-close concerns only those who read. Interests were changed since it was collected, and the change evaluated the handle anew.
            return wanted == Readiness.ReadClosed ? Readiness.None : wanted;
        }
    }
}
