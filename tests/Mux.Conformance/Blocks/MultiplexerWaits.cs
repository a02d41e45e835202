using System.Diagnostics;

namespace Mux.Conformance;

/// <summary>Waits as facts write them: bounded, and exact about what came.</summary>
public static class MultiplexerWaits
{
    /// <summary>Waits once, and expects exactly one event.</summary>
    public static ReadyEvent WaitForOne(this IEventMultiplexer mux) => Assert.Single(mux.Collect(Bound.Hang));

    /// <summary>Waits until this many registrations have reported, and no more of them; a registration that reports again counts by its last event.</summary>
    public static HashSet<ReadyEvent> WaitFor(this IEventMultiplexer mux, int registrations)
    {
        var last = new Dictionary<EventRegistration, ReadyEvent>();
        long started = Stopwatch.GetTimestamp();
        while (last.Count < registrations)
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Bound.Hang, $"Only {last.Count} of {registrations} registrations reported.");
            foreach (ReadyEvent ready in mux.Collect(Bound.Hang))
            {
                last[ready.Registration] = ready;
            }
        }

        Assert.Equal(registrations, last.Count);
        return [.. last.Values];
    }

    /// <summary>
    /// Waits until a level-triggered registration reports exactly this: for conditions that come about in steps, such as data and then the end. What it reports on the way
    /// must be part of it.
    /// </summary>
    public static void WaitUntil(this IEventMultiplexer mux, EventRegistration registration, Readiness expected)
    {
        long started = Stopwatch.GetTimestamp();
        Readiness seen = Readiness.None;
        while (seen != expected)
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Bound.Hang, $"Expected {expected}, and it stays at {seen}.");
            ReadyEvent ready = mux.WaitForOne();
            Assert.Same(registration, ready.Registration);
            seen = ready.Readiness;
            Assert.Equal(Readiness.None, seen & ~expected);
        }
    }

    /// <summary>Expects that nothing is reported: neither by asking the system, nor within a short wait that keeps its timeout.</summary>
    public static void AssertQuiet(this IEventMultiplexer mux)
    {
        Assert.Empty(mux.Collect(TimeSpan.Zero));
        Assert.Empty(mux.Collect(Bound.Quiet));
        Assert.Empty(mux.Collect(TimeSpan.Zero));
    }

    /// <summary>One wait, and what it enumerates.</summary>
    public static IReadOnlyList<ReadyEvent> Collect(this IEventMultiplexer mux, TimeSpan timeout, int capacity = ReadyEvents.DefaultCapacity)
    {
        var events = new ReadyEvents(capacity);
        int count = mux.Wait(events, timeout);
        Assert.Equal(count, events.Count);
        return events.ToList();
    }

    /// <summary>What enumerating the buffer yields.</summary>
    public static IReadOnlyList<ReadyEvent> ToList(this ReadyEvents events)
    {
        var list = new List<ReadyEvent>();
        foreach (ReadyEvent ready in events)
        {
            list.Add(ready);
        }

        return list;
    }
}
