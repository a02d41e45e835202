namespace Mux.Conformance;

/// <summary>What the suites of the event loop share: the multiplexer under it.</summary>
/// <remarks>The loop is one and the same everywhere: nothing is overridden here but sizes, where a system's calls are slow.</remarks>
public abstract class LoopSuite
{
    /// <summary>A new multiplexer of the backend under test. The fact disposes of it, or the <see cref="RunningLoop"/> does.</summary>
    protected abstract IEventMultiplexer Create();

    /// <summary>A loop that runs on a thread of its own. Disposing of it ends the loop, the thread and the multiplexer.</summary>
    protected RunningLoop Start(EventLoopOptions? options = null, EventLoopServices? services = null) => new(Create(), options, services);
}
