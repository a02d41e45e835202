using System.Diagnostics;

namespace Mux;

/// <summary>The directions of an attached handle: what the loop has reported of each, and who waits for it.</summary>
/// <remarks>
/// <para>
/// The handle is registered edge-triggered, and a wait has level meaning all the same. A direction is in one of three states. <b>Pending</b>: an event came that nobody has taken; a wait takes it and ends at once.
/// <b>Armed</b>: the next event is certain to come; a wait sleeps. <b>Unknown</b>: an event was taken, and how much of what it reported was used is not known; a wait has the kernel evaluate the handle again,
/// by a Modify of the registration, and sleeps. An attempt that would have blocked makes the direction armed, unless an event came during the attempt.
/// </para>
/// <para>
/// Writing is in the registration only while somebody waits for it or its edge is armed: a socket is almost always writable, and each evaluation would report that.
/// </para>
/// </remarks>
internal sealed class HandleDirections : IReadyHandler, IEndsWithLoop
{
    private const Readiness BothClosed = Readiness.ReadClosed | Readiness.WriteClosed;

    private readonly AsyncHandle _owner;
    private EventRegistration? _registration; // Null only while the handle is being attached.
    private DirectionSlot _readable; // This object is the lock of the slots and of what follows.
    private DirectionSlot _writable;
    private DirectionSlot _priority;
    private DirectionSlot _failure; // Of those who wait for a failure or a hang-up and nothing else: Interests.None.
    private Interests _registered; // What the registration asks for.
    private int _reported;         // All that events have reported so far, as Readiness. Written by the loop, read by any thread.
    private Exception? _end;       // Why nothing more will come.

    public HandleDirections(AsyncHandle owner)
    {
        _owner = owner;

        // Registering evaluates the handle.
        _registered = (owner.Directions & ~Interests.Writable) is var others && others != Interests.None ? others : Interests.Writable;
        Arm(ref _readable, (_registered & Interests.Readable) != 0);
        Arm(ref _writable, (_registered & Interests.Writable) != 0);
        Arm(ref _priority, (_registered & Interests.Priority) != 0);
        Arm(ref _failure, (owner.Loop.Multiplexer.Features & MultiplexerFeatures.KernelEdge) != 0);
    }

    /// <inheritdoc/>
    public bool IsOrphaned => _owner.Handle.IsClosed || _registration is { IsRegistered: false };

    /// <summary>What the last event let go on, for messages. The loop's thread only; kept only where slow callbacks are named.</summary>
    public object? LastAwaiter { get; private set; }

    /// <summary>All that events have reported so far. From any thread.</summary>
    public Readiness Reported => (Readiness)Volatile.Read(ref _reported);

    /// <summary>Registers the handle with the loop.</summary>
    public EventRegistration Register()
    {
        EventRegistration registration = _owner.Loop.Register(_owner.Handle, _registered, TriggerMode.Edge, this);
        lock (this)
        {
            _registration = registration;
            return registration;
        }
    }

    /// <summary>The slot of one direction.</summary>
    public ref DirectionSlot SlotOf(Interests direction)
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
                Debug.Assert(direction == Interests.None, "One direction, or none.");
                return ref _failure;
        }
    }

    /// <summary>How many events of a direction have come so far: to be read before an attempt. From any thread.</summary>
    public int EventsOf(Interests direction) => Volatile.Read(ref SlotOf(direction).Events);

    /// <summary>Whether a wait or an operation is under way in a direction. From any thread.</summary>
    public bool IsOwned(Interests direction) => Volatile.Read(ref SlotOf(direction).Owner) is not null;

    /// <summary>Whether an attempt is known to be useless before the next event. From any thread.</summary>
    public bool IsDrained(Interests direction) => Volatile.Read(ref SlotOf(direction).IsArmed);

    /// <summary>An attempt found nothing, or took all there was: the next event is certain to be a new one, unless one has come since the attempt began. From any thread.</summary>
    /// <param name="direction">The direction.</param>
    /// <param name="eventsBefore"><see cref="EventsOf"/> before the attempt.</param>
    public void NoteDrained(Interests direction, int eventsBefore)
    {
        ref DirectionSlot slot = ref SlotOf(direction);
        if (Volatile.Read(ref slot.IsArmed))
        {
            return;
        }

        lock (this)
        {
            if (slot.Events == eventsBefore && (_registered & direction) != 0)
            {
                slot.Pending = Readiness.None;
                slot.IsArmed = true;
            }
        }
    }

    /// <summary>Takes what is pending of some directions, or has a waiter own them and sleep.</summary>
    /// <returns>What was pending; <see cref="Readiness.None"/> when the waiter sleeps.</returns>
    /// <exception cref="InvalidOperationException">Another waiter owns one of them.</exception>
    /// <exception cref="ObjectDisposedException">The handle or its loop has ended.</exception>
    public Readiness TakeOrSleep(Interests directions, HandleWaiter waiter)
    {
        lock (this)
        {
            RefuseIfEnded();
            RefuseIfOwned(directions, waiter);
            Readiness pending = TakePending(directions);
            if (pending == Readiness.None)
            {
                Own(directions, waiter);
                Sleep(directions, waiter);
            }

            return pending;
        }
    }

    /// <summary>Has an operation own its direction from here to its end.</summary>
    /// <inheritdoc cref="TakeOrSleep" path="/exception"/>
    public void Reserve(Interests directions, HandleWaiter waiter)
    {
        lock (this)
        {
            RefuseIfEnded();
            RefuseIfOwned(directions, waiter);
            Own(directions, waiter);
        }
    }

    /// <summary>Ends the waiter's ownership of its directions.</summary>
    public void Release(HandleWaiter waiter)
    {
        lock (this)
        {
            Disown(waiter);
        }
    }

    /// <summary>Takes the object that the last operation of a direction has left, if it is of the right kind.</summary>
    public T? Rent<T>(Interests direction)
        where T : HandleWaiter => Interlocked.Exchange(ref SlotOf(direction).Spare, null) as T;

    /// <summary>Keeps an object whose result was taken, for the next operation of its kind.</summary>
    public void Keep(HandleWaiter free, Interests directions) => Volatile.Write(ref SlotOf(FirstOf(directions)).Spare, free);

    /// <summary>The direction in which the object of a wait for several is kept.</summary>
    public static Interests FirstOf(Interests directions) => (Interests)((int)directions & -(int)directions);

    /// <summary>Cancels a waiter that sleeps and whose token is cancelled.</summary>
    /// <returns>Whether it slept: the caller ends it.</returns>
    public bool TryWake(HandleWaiter waiter)
    {
        lock (this)
        {
            if (!waiter.IsSleeping)
            {
                return false;
            }

            waiter.IsSleeping = false;
            Disown(waiter);
            return true;
        }
    }

    /// <summary>Ends what is awaited, and refuses later waits. On the loop's thread, or after the loop's end.</summary>
    public void End(Exception reason)
    {
        HandleWaiter? first;
        HandleWaiter? second;
        HandleWaiter? third;
        HandleWaiter? fourth;
        lock (this)
        {
            _end ??= reason;
            first = WakeOwner(ref _readable);
            second = WakeOwner(ref _writable);
            third = WakeOwner(ref _priority);
            fourth = WakeOwner(ref _failure);
        }

        first?.RunGuarded(Readiness.None, reason);
        second?.RunGuarded(Readiness.None, reason);
        third?.RunGuarded(Readiness.None, reason);
        fourth?.RunGuarded(Readiness.None, reason);
    }

    /// <summary>Ends a wait that is under way, and no later one. On the loop's thread.</summary>
    public void EndWait(Interests direction, Exception reason)
    {
        _owner.Loop.AssertOnLoop();
        HandleWaiter? waiter;
        lock (this)
        {
            waiter = WakeOwner(ref SlotOf(direction));
        }

        waiter?.RunGuarded(Readiness.None, reason);
    }

    /// <inheritdoc/>
    public void OnReady(ReadyEvent ready)
    {
        _owner.Loop.AssertOnLoop();

        // A failure and a full hang-up concern whoever waits, whatever for.
        Readiness readiness = ready.Readiness;
        bool isForAll = (readiness & Readiness.Error) != 0 || (readiness & BothClosed) == BothClosed;
        HandleWaiter? first = null;
        HandleWaiter? second = null;
        HandleWaiter? third = null;
        HandleWaiter? fourth = null;
        lock (this)
        {
            Volatile.Write(ref _reported, _reported | (int)readiness);
            if (isForAll || ready.CanRead)
            {
                first = Report(ref _readable, readiness);
            }

            if (isForAll || ready.CanWrite)
            {
                second = Report(ref _writable, readiness);
            }

            if (isForAll || ready.HasPriority)
            {
                third = Report(ref _priority, readiness);
            }

            if (isForAll)
            {
                fourth = Report(ref _failure, readiness);
            }
        }

        if (_owner.Loop.NamesSlowCallbacks)
        {
            LastAwaiter = (first ?? second ?? third ?? fourth)?.Awaiter; // Its object may serve another wait by the time that its callback turns out to be slow.
        }

        first?.RunGuarded(readiness, null);
        second?.RunGuarded(readiness, null);
        third?.RunGuarded(readiness, null);
        fourth?.RunGuarded(readiness, null);
    }

    /// <inheritdoc/>
    public void EndWithLoop(Exception reason)
    {
        End(reason);
        _owner.Dispose();
    }

    private void RefuseIfEnded()
    {
        AssertLocked();
        if (_end is { } reason)
        {
            throw reason;
        }
    }

    // A wait that was cancelled and whose caller is about to be told does not stand in the way of the next one.
    private void RefuseIfOwned(Interests directions, HandleWaiter? waiter)
    {
        RefuseIfOwned(ref _readable, (directions & Interests.Readable) != 0, waiter);
        RefuseIfOwned(ref _writable, (directions & Interests.Writable) != 0, waiter);
        RefuseIfOwned(ref _priority, (directions & Interests.Priority) != 0, waiter);
        RefuseIfOwned(ref _failure, directions == Interests.None, waiter);
    }

    private void RefuseIfOwned(ref DirectionSlot slot, bool isAsked, HandleWaiter? waiter)
    {
        if (!isAsked || slot.Owner is not { } owner || owner == waiter)
        {
            return;
        }

        if (owner is not { IsSleeping: true, Cancellation.IsCancellationRequested: true })
        {
            throw new InvalidOperationException(
                "This direction of the handle is awaited already: one caller at a time can wait for it or operate in it. Await or cancel that first.");
        }

        Disown(owner);
    }

    private Readiness TakePending(Interests directions) =>
        TakePending(ref _readable, (directions & Interests.Readable) != 0) |
        TakePending(ref _writable, (directions & Interests.Writable) != 0) |
        TakePending(ref _priority, (directions & Interests.Priority) != 0) |
        TakePending(ref _failure, directions == Interests.None);

    private Readiness TakePending(ref DirectionSlot slot, bool isAsked)
    {
        AssertLocked();
        if (!isAsked)
        {
            return Readiness.None;
        }

        Readiness pending = slot.Pending;
        slot.Pending = Readiness.None;
        return pending;
    }

    private void Own(Interests directions, HandleWaiter waiter)
    {
        AssertLocked();
        _readable.Owner = (directions & Interests.Readable) != 0 ? waiter : _readable.Owner;
        _writable.Owner = (directions & Interests.Writable) != 0 ? waiter : _writable.Owner;
        _priority.Owner = (directions & Interests.Priority) != 0 ? waiter : _priority.Owner;
        _failure.Owner = directions == Interests.None ? waiter : _failure.Owner;
    }

    private void Disown(HandleWaiter waiter)
    {
        AssertLocked();
        _readable.Owner = _readable.Owner == waiter ? null : _readable.Owner;
        _writable.Owner = _writable.Owner == waiter ? null : _writable.Owner;
        _priority.Owner = _priority.Owner == waiter ? null : _priority.Owner;
        _failure.Owner = _failure.Owner == waiter ? null : _failure.Owner;
    }

    private void Sleep(Interests directions, HandleWaiter waiter)
    {
        AssertLocked();
        waiter.IsSleeping = true;
        if (IsArmed(directions))
        {
            if (directions != Interests.None)
            {
                _registration!.NotifyWouldBlock(directions);
            }

            return;
        }

        Interests interests = _registered | directions;
        if (directions == Interests.None && _owner.Loop.Multiplexer.Features is var features && (features & (MultiplexerFeatures.Priority | MultiplexerFeatures.KernelEdge)) == MultiplexerFeatures.Priority)
        {
            interests |= Interests.Priority; // A backend without edges of its own polls only for what is owed, and this always is.
        }

        if ((directions & Interests.Writable) == 0 && !_writable.IsArmed && _writable.Owner is null)
        {
            interests &= ~Interests.Writable;
        }

        try
        {
            _registration!.Modify(interests, TriggerMode.Edge); // Evaluates the handle: what holds now is an event.
        }
        catch
        {
            waiter.IsSleeping = false;
            Disown(waiter);
            throw;
        }

        _registered = interests;
        Arm(ref _readable, (interests & Interests.Readable) != 0);
        Arm(ref _writable, (interests & Interests.Writable) != 0);
        Arm(ref _priority, (interests & Interests.Priority) != 0);
        Arm(ref _failure, isRegistered: true);
    }

    private bool IsArmed(Interests directions) =>
        ((directions & Interests.Readable) == 0 || _readable.IsArmed) &&
        ((directions & Interests.Writable) == 0 || _writable.IsArmed) &&
        ((directions & Interests.Priority) == 0 || _priority.IsArmed) &&
        (directions != Interests.None || _failure.IsArmed);

    // What is pending stays so: the event that the evaluation makes comes after it.
    private static void Arm(ref DirectionSlot slot, bool isRegistered) => slot.IsArmed = isRegistered && slot.Pending == Readiness.None;

    private HandleWaiter? Report(ref DirectionSlot slot, Readiness readiness)
    {
        AssertLocked();
        Volatile.Write(ref slot.Events, slot.Events + 1);
        slot.IsArmed = false;
        if (WakeOwner(ref slot) is { } waiter)
        {
            slot.Pending = Readiness.None; // The waiter is told.
            return waiter;
        }

        slot.Pending |= readiness;
        return null;
    }

    private HandleWaiter? WakeOwner(ref DirectionSlot slot)
    {
        AssertLocked();
        if (slot.Owner is not { IsSleeping: true } owner)
        {
            return null;
        }

        owner.IsSleeping = false;
        if (!owner.KeepsDirection)
        {
            Disown(owner);
        }

        return owner;
    }

    [Conditional("DEBUG")]
    private void AssertLocked() => Debug.Assert(Monitor.IsEntered(this), "The lock of the directions is held.");
}
