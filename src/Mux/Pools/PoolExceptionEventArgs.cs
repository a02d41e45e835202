namespace Mux;

/// <summary>A handler on a <see cref="ReadinessThreadPool"/> has thrown.</summary>
/// <param name="exception">What it threw.</param>
/// <param name="registration">The registration whose handler it was.</param>
public sealed class PoolExceptionEventArgs(Exception exception, EventRegistration registration) : EventArgs
{
    /// <summary>What the handler threw.</summary>
    public Exception Exception { get; } = exception;

    /// <summary>The registration whose handler it was. It is in force and not armed: arm it again, or dispose of it and close the handle.</summary>
    public EventRegistration Registration { get; } = registration;
}
