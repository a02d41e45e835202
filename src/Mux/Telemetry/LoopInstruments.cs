using System.Diagnostics.Metrics;

namespace Mux;

/// <summary>The instruments of one meter, which all loops on it share. docs/observability.md lists them.</summary>
/// <remarks>
/// Counts are kept by the loops anyway and observed when somebody collects: in the meantime they cost an addition. Durations are measured only while somebody listens.
/// </remarks>
internal sealed class LoopInstruments
{
    private static readonly InstrumentsOfMeter<LoopInstruments> All = new(static meter => new LoopInstruments(meter));

    private readonly List<LoopTelemetry> _loops = []; // Its own lock.

    private LoopInstruments(Meter meter)
    {
        Observe(meter, "mux.loop.iterations", "{iteration}", "Waits of the loop, each with what followed from it.", loop => loop.Counters.Iterations);
        Observe(meter, "mux.loop.events", "{event}", "Events that waits collected.", loop => loop.Counters.Events);
        Observe(meter, "mux.loop.events.stale", "{event}", "Events that were collected and dropped, because their registration had ended or no longer asked.", loop => loop.Counters.StaleEvents);
        Observe(meter, "mux.loop.waits.saturated", "{wait}", "Waits that filled the buffer, so that more may have been ready.", loop => loop.Counters.SaturatedWaits);
        Observe(meter, "mux.loop.work", "{action}", "Posted actions that have run.", loop => loop.Counters.Work);
        Observe(meter, "mux.loop.wakes", "{wake}", "System calls by which other threads woke the loop.", loop => loop.Counters.Wakes);
        Observe(meter, "mux.loop.wakes.coalesced", "{wake}", "Posts from other threads that found the loop awake already.", loop => loop.Counters.CoalescedWakes);
        Observe(meter, "mux.loop.exceptions", "{exception}", "Exceptions that callbacks threw.", loop => loop.Counters.Exceptions);
        ObserveLevel(meter, "mux.loop.registrations", "{registration}", "Registrations in force.", loop => loop.Counters.Registrations);
        ObserveLevel(meter, "mux.loop.timers", "{timer}", "Timers that are scheduled.", loop => loop.ScheduledTimers);
        EventsPerWait = meter.CreateHistogram<int>("mux.loop.wait.events", "{event}", "Events a wait.");
        WaitDuration = meter.CreateHistogram<double>("mux.loop.wait.duration", "s", "How long the loop waited in the kernel.");
        DispatchDuration = meter.CreateHistogram<double>("mux.loop.dispatch.duration", "s", "How long the callbacks between two waits took.");
        WorkLag = meter.CreateHistogram<double>("mux.loop.work.lag", "s", "The time from an action's posting to its run.");
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
        lock (_loops)
        {
            _loops.Add(loop);
        }
    }

    public void Remove(LoopTelemetry loop)
    {
        lock (_loops)
        {
            _loops.Remove(loop);
        }
    }

    private void Observe(Meter meter, string name, string unit, string description, Func<LoopTelemetry, long> value) =>
        meter.CreateObservableCounter(name, () => Measure(value), unit, description);

    private void ObserveLevel(Meter meter, string name, string unit, string description, Func<LoopTelemetry, long> value) =>
        meter.CreateObservableUpDownCounter(name, () => Measure(value), unit, description);

    private Measurement<long>[] Measure(Func<LoopTelemetry, long> value)
    {
        lock (_loops)
        {
            return [.. _loops.Select(loop => new Measurement<long>(value(loop), loop.Tags))];
        }
    }
}
