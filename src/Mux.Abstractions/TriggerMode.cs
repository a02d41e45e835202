namespace Mux;

/// <summary>When a condition that holds is reported. The meaning is the same on every backend.</summary>
public enum TriggerMode
{
    /// <summary>
    /// At every wait while the condition holds. The simplest mode: a handler may do as little as it likes. With several waiting threads, one
    /// condition may wake more than one of them.
    /// </summary>
    Level,

    /// <summary>
    /// When the condition becomes true, or new data comes. After an event, use the handle until it would block, and say so with
    /// <see cref="EventRegistration.NotifyWouldBlock"/>: an undrained handle may stay silent for ever. An edge may be reported more than once;
    /// it is never lost. One edge wakes one waiting thread.
    /// </summary>
    Edge,

    /// <summary>
    /// Once for each arming, over both directions together, to exactly one of the waiting threads; then nothing at all, hang-ups included, until
    /// <see cref="EventRegistration.Rearm"/> or <see cref="EventRegistration.Modify(Interests)"/>. Arming evaluates the handle anew, so what
    /// came in between is reported at once. The mode for thread pools: whoever gets the event owns the handle until it re-arms.
    /// </summary>
    OneShot,
}
