namespace Mux.Conformance;

/// <summary>What all suites share: the backend under test.</summary>
/// <remarks>
/// A backend's test project derives each suite once, in a sealed class that says how to create the multiplexer. Where the system under a backend really
/// differs, that class overrides the fact, or the expectation beside it, and states the difference.
/// </remarks>
public abstract class ConformanceSuite
{
    /// <summary>A new multiplexer of the backend under test. The fact disposes of it.</summary>
    protected abstract IEventMultiplexer Create();
}
