using System.Diagnostics.Metrics;

namespace Mux;

/// <summary>How many connections an acceptor let in, and how many it refused for what: its own numbers, and those of the meter.</summary>
internal sealed class AcceptCounts(IMeterFactory? meters)
{
    private static readonly string[] Names = ["too_many", "too_many_of_address", "too_fast", "too_fast_of_address", "limiter", "out_of_resources"];

    private readonly Instruments _instruments = Instruments.Of(meters);
    private readonly long[] _refused = new long[Names.Length];
    private long _accepted;

    public long Accepted => Interlocked.Read(ref _accepted);

    public long RefusedFor(RefusalReason reason) => Interlocked.Read(ref _refused[(int)reason]);

    public void CountAccepted()
    {
        Interlocked.Increment(ref _accepted);
        _instruments.Accepted.Add(1);
    }

    public void CountRefused(RefusalReason reason)
    {
        Interlocked.Increment(ref _refused[(int)reason]);
        _instruments.Refused.Add(1, new KeyValuePair<string, object?>("mux.reason", Names[(int)reason]));
    }

    private sealed class Instruments(Meter meter)
    {
        private static readonly InstrumentsOfMeter<Instruments> All = new(static meter => new Instruments(meter));

        public Counter<long> Accepted { get; } = meter.CreateCounter<long>("mux.connections.accepted", "{connection}", "Connections that were accepted and let in.");

        public Counter<long> Refused { get; } = meter.CreateCounter<long>("mux.connections.refused", "{connection}", "Connections that were accepted and closed at once, by reason.");

        public static Instruments Of(IMeterFactory? factory) => All.Of(factory);
    }
}
