namespace Mux;

/// <summary>What is awaited on an attached handle, direction by direction; and what the loop sees of that handle.</summary>
/// <remarks>
/// A waiter is made when its direction is first awaited: most handles are never awaited for writing, and a server has one of these for each connection. What came before its waiter is noted, so that
/// nothing is lost by that.
/// </remarks>
internal sealed class HandleWaits(AsyncHandle owner) : IReadyHandler, IEndsWithLoop
{
    private const Readiness MoreThanData = Readiness.ReadClosed | Readiness.WriteClosed | Readiness.Error | Readiness.Priority;

    private LoopWaiter<Readiness>? _readable; // Set once, under the lock, which is this object itself; read from any thread.
    private LoopWaiter<Readiness>? _writable;
    private LoopWaiter<Readiness>? _priority;
    private Interests _missed;          // The directions whose events came before their waiter. Guarded by the lock, like the next two.
    private Readiness _missedReadiness; // What those events said.
    private Exception? _end;            // Why nothing more will come.
    private long _drained;              // The number of the event that told of what was received last, when nothing was left of it; 0 for none.
    private bool _mayHideMore;          // An event has told of more than ordinary data. Set before that event gets its number.

    /// <inheritdoc/>
    public bool IsOrphaned => owner.IsOrphaned;

    /// <summary>The awaited events of a direction. From any thread.</summary>
    /// <exception cref="ArgumentOutOfRangeException">That is not one direction.</exception>
    /// <exception cref="InvalidOperationException">The handle was not attached for it.</exception>
    public LoopWaiter<Readiness> Of(Interests direction)
    {
        ref LoopWaiter<Readiness>? field = ref FieldOf(direction);
        return Volatile.Read(ref field) ?? Create(ref field, direction);
    }

    /// <summary>The number of a direction's latest event, without making a waiter: 0 while there is none, so that what it has missed counts as later. From any thread.</summary>
    public long NumberOf(Interests direction) => Volatile.Read(ref FieldOf(direction))?.Number ?? 0;

    /// <summary>Whether all that the events so far told of has been received, so that the next attempt would block. From any thread.</summary>
    public bool IsDrained => Volatile.Read(ref _drained) is > 0 and var drained && drained == NumberOf(Interests.Readable);

    /// <summary>Whether the events so far told of ordinary data and nothing else: no end, no failure, nothing urgent. Ask after having noted the latest number.</summary>
    public bool ToldOfDataAlone => !Volatile.Read(ref _mayHideMore);

    /// <summary>Notes that nothing is left of what the events up to a number told of. From any thread.</summary>
    public void Drain(long seen)
    {
        Of(Interests.Readable).See(seen);
        Volatile.Write(ref _drained, seen);
    }

    /// <summary>Ends what is awaited, and whatever will be. On the loop's thread.</summary>
    public void End(Exception reason)
    {
        lock (this)
        {
            _end ??= reason;
        }

        _readable?.End(reason);
        _writable?.End(reason);
        _priority?.End(reason);
    }

    /// <inheritdoc/>
    public void OnReady(ReadyEvent ready)
    {
        if ((ready.Readiness & MoreThanData) != 0)
        {
            Volatile.Write(ref _mayHideMore, true);
        }

        if (ready.CanRead)
        {
            Publish(ref _readable, Interests.Readable, ready.Readiness);
        }

        if (ready.CanWrite)
        {
            Publish(ref _writable, Interests.Writable, ready.Readiness);
        }

        if (ready.HasPriority)
        {
            Publish(ref _priority, Interests.Priority, ready.Readiness);
        }
    }

    /// <inheritdoc/>
    public void EndWithLoop(Exception reason)
    {
        End(reason);
        owner.Dispose();
    }

    private ref LoopWaiter<Readiness>? FieldOf(Interests direction)
    {
        switch (direction)
        {
            case Interests.Readable:
                return ref _readable;
            case Interests.Writable:
                return ref _writable;
            case Interests.Priority:
                return ref _priority;
            default:
                throw new ArgumentOutOfRangeException(nameof(direction), direction, "Pass one direction.");
        }
    }

    private LoopWaiter<Readiness> Create(ref LoopWaiter<Readiness>? field, Interests direction)
    {
        if ((owner.Directions & direction) == 0)
        {
            throw new InvalidOperationException($"The handle was attached for {owner.Directions}, not for {direction}: pass that to Attach as well.");
        }

        lock (this)
        {
            if (field is { } made)
            {
                return made;
            }

            var waiter = new LoopWaiter<Readiness>(owner.Loop);
            if ((_missed & direction) != 0)
            {
                waiter.Publish(_missedReadiness); // Several events are as good as one.
            }

            if (_end is not null)
            {
                waiter.End(_end);
            }

            Volatile.Write(ref field, waiter);
            return waiter;
        }
    }

    private void Publish(ref LoopWaiter<Readiness>? field, Interests direction, Readiness readiness)
    {
        if ((Volatile.Read(ref field) ?? NoteOrFind(ref field, direction, readiness)) is { } waiter)
        {
            waiter.Publish(readiness);
        }
    }

    // Null when the event was noted for a waiter to come.
    private LoopWaiter<Readiness>? NoteOrFind(ref LoopWaiter<Readiness>? field, Interests direction, Readiness readiness)
    {
        if ((_missed & direction) != 0 && (readiness & ~_missedReadiness) == 0)
        {
            // As noted before, by this thread. A waiter that is being made at this moment is told of that, and what its caller tries afterwards finds what this event tells.
            return null;
        }

        lock (this)
        {
            if (field is null)
            {
                _missed |= direction;
                _missedReadiness |= readiness;
            }

            return field;
        }
    }
}
