namespace Mux;

/// <summary>What a loop calls when a handle is ready. Called on the loop's thread, one call at a time.</summary>
/// <remarks>
/// A call that takes long holds up everything else on the loop: hand long work to the thread pool. It may register, modify, unregister, close and schedule whatever it likes, itself and what the
/// same batch of events is about included. An exception goes to <see cref="EventLoop.UnhandledException"/>; the registration stays as it was.
/// </remarks>
public interface IReadyHandler
{
    /// <summary>Uses the handle.</summary>
    /// <param name="ready">What is ready, and for what: a hint. Drain an edge-triggered handle and call <see cref="EventRegistration.NotifyWouldBlock"/>.</param>
    void OnReady(ReadyEvent ready);
}
