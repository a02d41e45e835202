namespace Mux.Conformance;

/// <summary>Threads that wait on a multiplexer while it is disposed of, whose gate signals once: each that leaves has to signal the next.</summary>
public static class ClosingChain
{
    /// <summary>Disposes of a multiplexer under its waiters, and expects all of them to leave.</summary>
    /// <param name="multiplexer">A multiplexer whose gate never repeats its signal.</param>
    /// <param name="waiters">The number of waiters.</param>
    public static void AssertAllLeave(IEventMultiplexer multiplexer, int waiters = 8)
    {
        Background[] threads = [.. Enumerable.Range(0, waiters).Select(_ => Background.RunUntilAboutToWait(about =>
        {
            var events = new ReadyEvents();
            about();
            Assert.Throws<ObjectDisposedException>(() => multiplexer.Wait(events, Timeout.InfiniteTimeSpan));
        }))];

        Background disposing = Background.Run(multiplexer.Dispose);

        Array.ForEach(threads, thread => thread.Join());
        disposing.Join();
    }
}
