using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Mux;

/// <summary>One loop's part in the meter: its numbers, its tags, and the measuring, which costs a look at a flag while nobody listens. Listeners are callers' code: what they throw does not reach the loop.</summary>
internal sealed class LoopTelemetry
{
    private readonly LoopInstruments _instruments;
    private readonly TimerQueue _timers;
    private readonly TagList _tagList;

    public LoopTelemetry(LoopInstruments instruments, LoopCounters counters, TimerQueue timers, string loop, string backend)
    {
        _instruments = instruments;
        _timers = timers;
        Counters = counters;
        Key = (backend, loop);
        Tags = [new("mux.backend", backend), new("mux.loop.name", loop)];
        _tagList = [.. Tags];
        instruments.Add(this);
    }

    /// <summary>What the loop has done so far.</summary>
    public LoopCounters Counters { get; }

    /// <summary>What it is counted under: loops of one name and backend share their measurements.</summary>
    public (string Backend, string Loop) Key { get; }

    /// <summary>What tells this loop's measurements from the others'.</summary>
    public KeyValuePair<string, object?>[] Tags { get; }

    /// <summary>How many timers are scheduled.</summary>
    public int ScheduledTimers => _timers.Count;

    /// <summary>The present time when a posted action's lag is measured; else 0.</summary>
    public long TimeOfPost() => _instruments.WorkLag.Enabled ? Stopwatch.GetTimestamp() : 0;

    /// <summary>The present time when waits are measured; else 0.</summary>
    public long BeginWait() => _instruments.WaitDuration.Enabled ? Stopwatch.GetTimestamp() : 0;

    /// <summary>The present time when dispatching is measured; else 0.</summary>
    public long BeginDispatch() => _instruments.DispatchDuration.Enabled ? Stopwatch.GetTimestamp() : 0;

    public void WaitEnded(long begun, int events)
    {
        if (begun != 0)
        {
            Record(_instruments.WaitDuration, Stopwatch.GetElapsedTime(begun).TotalSeconds);
        }

        if (_instruments.EventsPerWait.Enabled)
        {
            Record(_instruments.EventsPerWait, events);
        }
    }

    public void DispatchEnded(long begun)
    {
        if (begun != 0)
        {
            Record(_instruments.DispatchDuration, Stopwatch.GetElapsedTime(begun).TotalSeconds);
        }
    }

    public void WorkBegins(long postedAt)
    {
        if (postedAt != 0)
        {
            Record(_instruments.WorkLag, Stopwatch.GetElapsedTime(postedAt).TotalSeconds);
        }
    }

    public void LoopEnded(bool failed)
    {
        _instruments.Remove(this);
        if (failed)
        {
            try
            {
                _instruments.Failures.Add(1, _tagList);
            }
            catch (Exception)
            {
                // A listener's fault: there is nobody to tell.
            }
        }
    }

    private void Record<T>(Histogram<T> histogram, T value)
        where T : struct
    {
        try
        {
            histogram.Record(value, _tagList);
        }
        catch (Exception)
        {
            // A listener's fault: there is nobody to tell.
        }
    }
}
