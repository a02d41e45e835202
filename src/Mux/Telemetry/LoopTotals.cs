namespace Mux;

/// <summary>What the loops of one name and backend have done, those that have ended included: counters do not go down, and a last collection after the loops' end has them.</summary>
internal sealed class LoopTotals(KeyValuePair<string, object?>[] tags)
{
    private readonly List<LoopTelemetry> _running = [];
    private readonly long[] _ended = new long[LoopCounters.Kinds];
    private readonly long[] _shown = new long[LoopCounters.Kinds];

    public KeyValuePair<string, object?>[] Tags => tags;

    /// <summary>Whether one of the loops runs.</summary>
    public bool AnyRuns => _running.Count > 0;

    public void Add(LoopTelemetry loop) => _running.Add(loop);

    public void Remove(LoopTelemetry loop)
    {
        if (_running.Remove(loop))
        {
            for (int kind = 0; kind < LoopCounters.Kinds; kind++)
            {
                _ended[kind] += loop.Counters.Read((LoopCounter)kind);
            }
        }
    }

    /// <summary>A count, which is never less than it was: the parts that some are reckoned from are read one after the other.</summary>
    public long Read(LoopCounter kind)
    {
        long sum = _ended[(int)kind];
        foreach (LoopTelemetry loop in _running)
        {
            sum += loop.Counters.Read(kind);
        }

        return _shown[(int)kind] = Math.Max(_shown[(int)kind], sum);
    }

    /// <summary>A level of the loops that run.</summary>
    public long ReadLevel(Func<LoopTelemetry, long> level) => _running.Sum(level);
}
