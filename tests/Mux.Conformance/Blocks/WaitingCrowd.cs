using System.Collections.Concurrent;

namespace Mux.Conformance;

/// <summary>Threads that all wait on one multiplexer, each with its own buffer, until it is disposed of.</summary>
public sealed class WaitingCrowd
{
    private readonly ConcurrentQueue<ReadyEvent> _seen = new();
    private int _awaited;
    private readonly Background[] _threads;

    /// <summary>Starts the threads, and returns when each is about to wait.</summary>
    /// <param name="mux">The multiplexer they wait on.</param>
    /// <param name="threads">How many.</param>
    /// <param name="handler">What is done with an event, on the thread that got it, before anyone hears of it.</param>
    public WaitingCrowd(IEventMultiplexer mux, int threads, Action<ReadyEvent> handler)
    {
        _threads = [.. Enumerable.Range(0, threads).Select(_ => Background.RunUntilAboutToWait(about =>
        {
            var events = new ReadyEvents();
            about();
            try
            {
                while (true)
                {
                    mux.Wait(events, Timeout.InfiniteTimeSpan);
                    foreach (ReadyEvent ready in events)
                    {
                        handler(ready);
                        _seen.Enqueue(ready);
                    }
                }
            }
            catch (ObjectDisposedException)
            {
                // The end that every waiter of a disposed multiplexer comes to.
            }
        }))];
    }

    /// <summary>All events so far.</summary>
    public IReadOnlyCollection<ReadyEvent> Seen => _seen;

    /// <summary>Waits until one more event has been handled.</summary>
    public void AwaitOne()
    {
        _awaited++;
        Assert.True(SpinWait.SpinUntil(() => _seen.Count >= _awaited, Bound.Hang), $"After {_seen.Count} events, no other came.");
    }

    /// <summary>Disposes of the multiplexer, and waits until each thread has left it.</summary>
    public void EndWith(IEventMultiplexer mux)
    {
        mux.Dispose();
        foreach (Background thread in _threads)
        {
            thread.Join();
        }
    }
}
