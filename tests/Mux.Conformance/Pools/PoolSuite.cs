using Microsoft.Extensions.Logging;

namespace Mux.Conformance;

/// <summary>What the suites of the one-shot thread pool share: a pool over the backend under test.</summary>
public abstract class PoolSuite
{
    /// <summary>A new multiplexer of the backend under test. The pool owns it.</summary>
    protected abstract IEventMultiplexer Create();

    /// <summary>A pool that owns a new multiplexer. The fact disposes of it, before what is registered with it.</summary>
    protected ReadinessThreadPool Start(int threads, ILoggerFactory? loggers = null) =>
        ReadinessThreadPool.Start(Create(), new ReadinessThreadPoolOptions { Name = "pool", Threads = threads }, loggers);

    /// <summary>Waits for something that comes once a release.</summary>
    protected static void Await(SemaphoreSlim happening, int times = 1)
    {
        for (int time = 0; time < times; time++)
        {
            Assert.True(happening.Wait(Bound.Hang), $"It has happened {time} times, and not {times}.");
        }
    }

    /// <summary>Listens for a moment for something that must not come.</summary>
    protected static void AssertQuiet(SemaphoreSlim happening) => Assert.False(happening.Wait(Bound.Quiet), "It has happened, and should not.");
}
