namespace Mux;

/// <summary>What is known of one direction of an attached handle, and who waits for it. Guarded by the lock of its <see cref="HandleDirections"/>.</summary>
internal struct DirectionSlot
{
    /// <summary>The wait or operation that owns the direction: it sleeps, is about to attempt, or is queued. Null for none.</summary>
    public HandleWaiter? Owner;

    /// <summary>A finished operation's object, for the next operation of the same kind. Interlocked.</summary>
    public HandleWaiter? Spare;

    /// <summary>Counts the direction's events. An attempt compares it before and after, to see whether an event came meanwhile.</summary>
    public int Events;

    /// <summary>What the events reported that no wait has taken yet.</summary>
    public Readiness Pending;

    /// <summary>
    /// Whether the next event is certain to come when the direction becomes ready, because the kernel has evaluated the handle, or an attempt would have blocked, since the last event. A wait may sleep then.
    /// Otherwise what is ready may have been reported already, and the handle must be evaluated again first.
    /// </summary>
    public bool IsArmed;
}
