using System.Diagnostics.Metrics;

namespace Mux;

/// <summary>The instruments of one meter, which all loops on it share. docs/observability.md lists them.</summary>
/// <remarks>
/// Counts are kept by the loops anyway and observed when somebody collects: in the meantime they cost an addition. Durations are measured only while somebody listens.
/// </remarks>
internal sealed class LoopInstruments
{
    private static readonly InstrumentsOfMeter<LoopInstruments> All = new(static meter => new LoopInstruments(meter));

    // From a microsecond to ten seconds, three to a decade: the buckets that exporters choose by themselves begin at five seconds' tenth part.
    private static readonly InstrumentAdvice<double> Durations = new()
    {
        HistogramBucketBoundaries = [.. Enumerable.Range(-6, 7).SelectMany(static decade => new[] { 1.0, 2.5, 5.0 }.Select(step => step * Math.Pow(10, decade))), 10.0],
    };

    private static readonly InstrumentAdvice<int> Counts = new() { HistogramBucketBoundaries = [0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024] };

    private readonly Dictionary<(string Backend, string Loop), LoopTotals> _totals = []; // Its own lock.

    private LoopInstruments(Meter meter)
    {
        Observe(meter, "mux.loop.iterations", "{iteration}", "Waits of the loop, each with what followed from it.", LoopCounter.Iterations);
        Observe(meter, "mux.loop.events", "{event}", "Events that waits collected.", LoopCounter.Events);
        Observe(meter, "mux.loop.events.stale", "{event}", "Events that were collected and dropped, because their registration had ended or no longer asked.", LoopCounter.StaleEvents);
        Observe(meter, "mux.loop.waits.saturated", "{wait}", "Waits that filled the buffer, so that more may have been ready.", LoopCounter.SaturatedWaits);
        Observe(meter, "mux.loop.work", "{action}", "Posted actions that have run.", LoopCounter.Work);
        Observe(meter, "mux.loop.wakes", "{wake}", "System calls by which other threads woke the loop.", LoopCounter.Wakes);
        Observe(meter, "mux.loop.wakes.coalesced", "{wake}", "Posts from other threads that found the loop awake already.", LoopCounter.CoalescedWakes);
        Observe(meter, "mux.loop.exceptions", "{exception}", "Exceptions that callbacks threw.", LoopCounter.Exceptions);
        ObserveLevel(meter, "mux.loop.registrations", "{registration}", "Registrations in force.", loop => loop.Counters.Registrations);
        ObserveLevel(meter, "mux.loop.timers", "{timer}", "Timers that are scheduled.", loop => loop.ScheduledTimers);
        EventsPerWait = meter.CreateHistogram<int>("mux.loop.wait.events", "{event}", "Events a wait.", advice: Counts);
        WaitDuration = meter.CreateHistogram<double>("mux.loop.wait.duration", "s", "How long the loop waited in the kernel.", advice: Durations);
        DispatchDuration = meter.CreateHistogram<double>("mux.loop.dispatch.duration", "s", "How long the callbacks between two waits took.", advice: Durations);
        WorkLag = meter.CreateHistogram<double>("mux.loop.work.lag", "s", "The time from an action's posting to its run.", advice: Durations);
        Failures = meter.CreateCounter<int>("mux.loop.failures", "{loop}", "Loops that ended because waiting failed.");
    }

    public Histogram<int> EventsPerWait { get; }

    public Histogram<double> WaitDuration { get; }

    public Histogram<double> DispatchDuration { get; }

    public Histogram<double> WorkLag { get; }

    public Counter<int> Failures { get; }

    /// <summary>The instruments of a factory's meter, or of the one that the process shares.</summary>
    public static LoopInstruments Of(IMeterFactory? factory) => All.Of(factory);

    public void Add(LoopTelemetry loop)
    {
        lock (_totals)
        {
            if (!_totals.TryGetValue(loop.Key, out LoopTotals? totals))
            {
                _totals.Add(loop.Key, totals = new LoopTotals(loop.Tags));
            }

            totals.Add(loop);
        }
    }

    /// <summary>A loop has ended: its counts stay, its levels go.</summary>
    public void Remove(LoopTelemetry loop)
    {
        lock (_totals)
        {
            _totals[loop.Key].Remove(loop);
        }
    }

    private void Observe(Meter meter, string name, string unit, string description, LoopCounter counter) =>
        meter.CreateObservableCounter(name, () => Measure(totals => totals.Read(counter)), unit, description);

    private void ObserveLevel(Meter meter, string name, string unit, string description, Func<LoopTelemetry, long> level) =>
        meter.CreateObservableUpDownCounter(name, () => Measure(totals => totals.ReadLevel(level), static totals => totals.AnyRuns), unit, description);

    private Measurement<long>[] Measure(Func<LoopTotals, long> value, Func<LoopTotals, bool>? condition = null)
    {
        lock (_totals)
        {
            return [.. _totals.Values.Where(condition ?? (static _ => true)).Select(totals => new Measurement<long>(value(totals), totals.Tags))];
        }
    }
}
