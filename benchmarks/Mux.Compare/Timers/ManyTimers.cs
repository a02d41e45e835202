using System.Diagnostics;
using Mux.Compare.Measuring;

namespace Mux.Compare.Timers;

/// <summary>Times a structure's operations with a number of timers pending, and weighs it.</summary>
internal sealed class ManyTimers<TStructure, TTimer>
    where TStructure : struct, ITimerStructure<TTimer>
    where TTimer : class
{
    private const int FiringTurns = 10_000;

    private static readonly long Span = 60 * Stopwatch.Frequency; // Random due times lie within a minute.
    private static readonly long IdleTimeout = 30 * Stopwatch.Frequency;
    private static readonly long Microsecond = Stopwatch.Frequency / 1_000_000;

    private readonly int _repeats;
    private readonly long[] _offsets;
    private readonly int[] _order;
    private readonly string _case;
    private readonly Dictionary<string, long> _times = [];
    private long _now;

    public ManyTimers(int count, int repeats)
    {
        _repeats = repeats;
        var random = new Random(1); // The same for everybody.
        _offsets = [.. Enumerable.Range(0, count).Select(_ => random.NextInt64(Span))];
        _order = [.. Enumerable.Range(0, count)];
        random.Shuffle(_order);
        _case = FormattableString.Invariant($"{count:#,0} timers");
    }

    public IEnumerable<Measurement> Measure(Func<TStructure> create)
    {
        TStructure structure = create();
        TTimer[] timers = [.. _order.Select(_ => structure.CreateTimer())];
        for (int i = 0; i < _repeats; i++)
        {
            TimeOperations(structure, timers);
        }

        double operations = (double)_order.Length * _repeats;
        double nanoseconds = 1e9 / Stopwatch.Frequency;
        return [.. _times.Select(pair => new Measurement(_case, pair.Key, "ns", pair.Value * nanoseconds / operations)), .. Weigh(create)];
    }

    private void TimeOperations(TStructure structure, TTimer[] timers)
    {
        long begun = Stopwatch.GetTimestamp();
        for (int i = 0; i < timers.Length; i++)
        {
            structure.Set(timers[i], _now + _offsets[i]);
        }

        Note("add, any time", begun);

        begun = Stopwatch.GetTimestamp();
        for (int i = 0; i < timers.Length; i++)
        {
            structure.Set(timers[_order[i]], _now + _offsets[i]);
        }

        Note("move, any time", begun);

        begun = Stopwatch.GetTimestamp();
        CancelAll(structure, timers);
        Note("cancel, any order", begun);

        begun = Stopwatch.GetTimestamp();
        for (int i = 0; i < timers.Length; i++)
        {
            _now += Microsecond;
            structure.Set(timers[i], _now + IdleTimeout);
        }

        Note("add, one time-out", begun);

        // What a server does that has something come on one of its connections each microsecond: the loop looks at the timers in every turn.
        begun = Stopwatch.GetTimestamp();
        for (int i = 0; i < timers.Length; i++)
        {
            _now += Microsecond;
            structure.Set(timers[_order[i]], _now + IdleTimeout);
            if (structure.NextDue <= _now && structure.TakeDue(_now) is not null)
            {
                throw new InvalidOperationException("A time-out that was put off has run.");
            }
        }

        Note("put off, one time-out, a turn each", begun);

        CancelAll(structure, timers);
        for (int i = 0; i < timers.Length; i++)
        {
            structure.Set(timers[i], _now + _offsets[i]);
        }

        begun = Stopwatch.GetTimestamp();
        int fired = Fire(structure);
        Note("fire", begun);
        if (fired != timers.Length)
        {
            throw new InvalidOperationException($"{fired} of {timers.Length} timers ran.");
        }
    }

    private int Fire(TStructure structure)
    {
        int fired = 0;
        int turns = Math.Min(FiringTurns, _order.Length);
        for (int turn = 0; turn <= turns; turn++)
        {
            while (structure.TakeDue(_now) is not null)
            {
                fired++;
            }

            _now += (Span / turns) + 1;
        }

        return fired;
    }

    // The look at what is next belongs to it: dead entries are cleared away by that.
    private void CancelAll(TStructure structure, TTimer[] timers)
    {
        foreach (int index in _order)
        {
            structure.Cancel(timers[index]);
        }

        if (structure.NextDue != long.MaxValue)
        {
            throw new InvalidOperationException("A timer is left.");
        }
    }

    private void Note(string metric, long begun) => _times[metric] = _times.GetValueOrDefault(metric) + Stopwatch.GetTimestamp() - begun;

    private IEnumerable<Measurement> Weigh(Func<TStructure> create)
    {
        var timers = new TTimer?[_order.Length];
        long before = GC.GetTotalMemory(forceFullCollection: true);
        TStructure structure = create();
        for (int i = 0; i < timers.Length; i++)
        {
            timers[i] = structure.CreateTimer();
            structure.Set(timers[i]!, _now + _offsets[i]);
        }

        double all = GC.GetTotalMemory(forceFullCollection: true) - before;
        foreach (int index in _order.Take(timers.Length * 9 / 10))
        {
            structure.Cancel(timers[index]!);
            timers[index] = null;
        }

        double left = GC.GetTotalMemory(forceFullCollection: true) - before;
        GC.KeepAlive(structure);
        GC.KeepAlive(timers);
        yield return new Measurement(_case, "memory a timer", "B", all / timers.Length);
        yield return new Measurement(_case, "the same, 90 % cancelled", "B", left / timers.Length);
    }
}
