using System.Collections;

namespace Mux;

/// <summary>Several event loops that are started and stopped together, each with a thread of its own: one for each processor, for a server that uses them all.</summary>
/// <remarks>Every member may be called from any thread. A handle belongs to one loop of the group: choose it with <see cref="Next"/> or <see cref="LeastLoaded"/>.</remarks>
public sealed class EventLoopGroup : IReadOnlyList<EventLoop>, IDisposable, IAsyncDisposable
{
    private readonly EventLoop[] _loops;
    private int _next = -1;

    private EventLoopGroup(EventLoop[] loops) => _loops = loops;

    /// <summary>How many loops there are.</summary>
    public int Count => _loops.Length;

    /// <summary>Completes when all loops have ended, with the exceptions of those that failed.</summary>
    public Task Completion => Task.WhenAll(_loops.Select(loop => loop.Completion));

    /// <summary>One of the loops.</summary>
    /// <param name="index">From 0 up.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such loop.</exception>
    public EventLoop this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, _loops.Length);

            return _loops[index];
        }
    }

    /// <summary>Starts the loops: all of them, or none when one cannot be started.</summary>
    /// <param name="loops">How many; 0, the default, for one a processor (<see cref="Environment.ProcessorCount"/>).</param>
    /// <param name="options">
    /// How each works; null for the defaults. The loops are called <see cref="EventLoopOptions.Name"/> with a number behind. With <see cref="EventLoopOptions.Processor"/>, the loops are bound to that processor and those after it.
    /// </param>
    /// <param name="services">What they log to, measure with and take the time from.</param>
    /// <returns>The running loops. The caller disposes of the group.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="loops"/> is negative.</exception>
    /// <inheritdoc cref="EventLoop.Start" path="/exception"/>
    public static EventLoopGroup Start(int loops = 0, EventLoopOptions? options = null, EventLoopServices? services = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(loops);

        var started = new EventLoop[loops == 0 ? Environment.ProcessorCount : loops];
        for (int number = 0; number < started.Length; number++)
        {
            try
            {
                started[number] = EventLoop.Start(OfLoop(number, options ?? new EventLoopOptions()), services);
            }
            catch
            {
                Array.ForEach(started[..number], loop => loop.Dispose());
                throw;
            }
        }

        return new EventLoopGroup(started);
    }

    /// <summary>The loops in turn: for handles that are alike.</summary>
    /// <returns>The loop after the one that the call before returned.</returns>
    public EventLoop Next() => _loops[(uint)Interlocked.Increment(ref _next) % (uint)_loops.Length];

    /// <summary>The loop with the fewest registrations in force: for handles that live for different times.</summary>
    /// <returns>One of those with the fewest, in turn when several have as few.</returns>
    public EventLoop LeastLoaded()
    {
        EventLoop least = Next(); // Not always the first: registrations that are being made are not counted yet.
        foreach (EventLoop loop in _loops)
        {
            if (loop.RegistrationCount < least.RegistrationCount)
            {
                least = loop;
            }
        }

        return least;
    }

    /// <summary>Tells all loops to end, and waits until they have.</summary>
    /// <param name="cancellationToken">Ends the waiting, not the loops.</param>
    /// <returns>Completes when all have ended, successfully also when one had failed: see <see cref="Completion"/>. A loop on whose thread this is called is not waited for.</returns>
    public Task StopAsync(CancellationToken cancellationToken = default)
    {
        Array.ForEach(_loops, loop => loop.Stop());
        return Task.WhenAll(_loops.Select(loop => loop.StopAsync(cancellationToken)));
    }

    /// <summary>Tells all loops to end, and waits until they have, as <see cref="EventLoop.Dispose"/> does: from any thread, and again; it needs no other thread, and ends also when several of the loops call it. Throws nothing.</summary>
    public void Dispose()
    {
        Array.ForEach(_loops, loop => loop.Stop());
        Array.ForEach(_loops, loop => loop.Dispose());
    }

    /// <summary>Tells all loops to end, and waits until they have.</summary>
    /// <returns>Completes when all have ended.</returns>
    public ValueTask DisposeAsync() => new(StopAsync());

    /// <summary>Enumerates the loops.</summary>
    /// <returns>An enumerator.</returns>
    public IEnumerator<EventLoop> GetEnumerator() => ((IEnumerable<EventLoop>)_loops).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _loops.GetEnumerator();

    private static EventLoopOptions OfLoop(int number, EventLoopOptions options)
    {
        EventLoopOptions own = options.Copy();
        own.Name = $"{options.Name ?? "mux"}-{number}";
        own.Processor += number;
        return own;
    }
}
