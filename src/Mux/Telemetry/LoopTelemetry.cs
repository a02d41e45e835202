using System.Diagnostics;

namespace Mux;

/// <summary>One loop's part in the meter: its numbers, its tags, and the measuring, which costs a look at a flag while nobody listens.</summary>
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
        Tags = [new("mux.backend", backend), new("mux.loop.name", loop)];
        _tagList = [.. Tags];
        instruments.Add(this);
    }

    /// <summary>What the loop has done so far.</summary>
    public LoopCounters Counters { get; }

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
            _instruments.WaitDuration.Record(Stopwatch.GetElapsedTime(begun).TotalSeconds, _tagList);
        }

        if (_instruments.EventsPerWait.Enabled)
        {
            _instruments.EventsPerWait.Record(events, _tagList);
        }
    }

    public void DispatchEnded(long begun)
    {
        if (begun != 0)
        {
            _instruments.DispatchDuration.Record(Stopwatch.GetElapsedTime(begun).TotalSeconds, _tagList);
        }
    }

    public void WorkBegins(long postedAt)
    {
        if (postedAt != 0)
        {
            _instruments.WorkLag.Record(Stopwatch.GetElapsedTime(postedAt).TotalSeconds, _tagList);
        }
    }

    public void LoopEnded(bool failed)
    {
        _instruments.Remove(this);
        if (failed)
        {
            _instruments.Failures.Add(1, _tagList);
        }
    }
}
