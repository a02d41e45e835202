namespace Mux;

/// <summary>A callback has thrown.</summary>
/// <param name="exception">What it threw.</param>
/// <param name="kind">Where it came from.</param>
/// <param name="registration">The registration whose handler threw; null for the other kinds.</param>
public sealed class EventLoopExceptionEventArgs(Exception exception, LoopCallbackKind kind, EventRegistration? registration) : EventArgs
{
    /// <summary>What the callback threw.</summary>
    public Exception Exception { get; } = exception;

    /// <summary>Where the callback came from.</summary>
    public LoopCallbackKind Kind { get; } = kind;

    /// <summary>
    /// The registration whose handler threw; null for timers and posted actions. It is still in force: a level-triggered condition that the handler left as it was is reported again at once,
    /// so dispose of the registration unless a next call can do better.
    /// </summary>
    public EventRegistration? Registration { get; } = registration;
}
