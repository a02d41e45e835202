using System.Diagnostics;

namespace Mux.Conformance;

/// <summary>Waits into a buffer that the fact goes on to enumerate itself, for what happens between collecting and enumerating.</summary>
public static class BufferWaits
{
    /// <summary>Waits until one batch holds this many events: for level-triggered handles, which stay ready until they all are.</summary>
    public static void WaitUntilCount(this IEventMultiplexer mux, ReadyEvents events, int count)
    {
        long started = Stopwatch.GetTimestamp();
        while (mux.Wait(events, Bound.Hang) < count)
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Bound.Hang, $"Only {events.Count} of {count} events come together.");
        }

        Assert.Equal(count, events.Count);
    }

    /// <summary>Waits until the only batch that a level-triggered registration fills says exactly this, and hands out the batch.</summary>
    public static ReadyEvents WaitUntilReady(this IEventMultiplexer mux, EventRegistration registration, Readiness expected)
    {
        var events = new ReadyEvents();
        long started = Stopwatch.GetTimestamp();
        do
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Bound.Hang, $"{expected} never came.");
            mux.WaitUntilCount(events, 1);
        }
        while (!events.ToList().Contains(new ReadyEvent(registration, expected)));

        return events;
    }
}
