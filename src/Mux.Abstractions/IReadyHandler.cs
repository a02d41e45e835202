namespace Mux;

/// <summary>Handles the events of one registration on an event loop. It is called on the loop's thread, one call at a time.</summary>
/// <remarks>
/// A call that takes long holds up everything else on the loop: hand long work to the thread pool. It may register, modify, unregister, close and schedule anything, including the handle that it is called for and handles
/// whose events were collected by the same wait. An exception goes to the loop's <c>UnhandledException</c> event, and the registration stays in force.
/// </remarks>
public interface IReadyHandler
{
    /// <summary>Handles an event.</summary>
    /// <param name="ready">The registration and what it is ready for: a hint. Drain an edge-triggered handle, and then call <see cref="EventRegistration.NotifyWouldBlock"/>.</param>
    void OnReady(ReadyEvent ready);
}
