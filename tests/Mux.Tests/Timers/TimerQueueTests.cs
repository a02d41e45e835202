using CsCheck;

namespace Mux.Tests;

/// <summary>The heap of timers, against a sorted list that does the same in the plainest way.</summary>
public sealed class TimerQueueTests
{
    private const int Timers = 40;
    private const int LastDue = 30; // Few times, so that many are equal.

    private static readonly Gen<Step> Steps = Gen.OneOf(
        Gen.Select(Gen.Int[0, Timers - 1], Gen.Long[0, LastDue], static Step (timer, due) => new Set(timer, due)),
        Gen.Select(Gen.Int[0, Timers - 1], Gen.Long[0, LastDue], static Step (timer, due) => new Set(timer, due)),
        Gen.Int[0, Timers - 1].Select(static Step (timer) => new Remove(timer)),
        Gen.Long[0, LastDue].Select(static Step (now) => new TakeDue(now)),
        Gen.Int[0, 50].Select(static Step (chance) => chance == 0 ? new Clear() : new TakeDue(LastDue)));

    [Fact]
    public void It_does_what_a_sorted_list_does() =>
        Steps.Array[0, 400].Sample(steps =>
        {
            var model = new Model();
            foreach (Step step in steps)
            {
                step.Apply(model);
                model.Check();
            }

            model.TakeAll();
        }, iter: 3000);

    [Fact]
    public void Timers_come_out_in_order_however_many_there_are()
    {
        var random = new Random(7);
        var model = new Model(timers: 5000);
        for (int timer = 0; timer < 5000; timer++)
        {
            model.Set(timer, random.Next(1000));
        }

        for (int removed = 0; removed < 2500; removed++)
        {
            model.Remove(random.Next(5000));
        }

        model.TakeAll();
    }

    private abstract record Step
    {
        public abstract void Apply(Model model);
    }

    private sealed record Set(int Timer, long Due) : Step
    {
        public override void Apply(Model model) => model.Set(Timer, Due);
    }

    private sealed record Remove(int Timer) : Step
    {
        public override void Apply(Model model) => model.Remove(Timer);
    }

    private sealed record TakeDue(long Now) : Step
    {
        public override void Apply(Model model) => model.TakeDue(Now);
    }

    private sealed record Clear : Step
    {
        public override void Apply(Model model) => model.Clear();
    }

    // The queue, and the list of what must be in it: by due time, then in the order of setting.
    private sealed class Model(int timers = Timers)
    {
        private readonly TimerQueue _queue = new();
        private readonly SortedList<(long Due, long Order), LoopTimer> _expected = [];
        private readonly (long Due, long Order)?[] _places = new (long, long)?[timers];
        private readonly LoopTimer[] _timers = [.. Enumerable.Range(0, timers).Select(number => new LoopTimer(null!, static (_, _) => { }, number, null))]; // Without a loop: the queue asks for none.
        private long _order;

        public void Set(int timer, long due)
        {
            Forget(timer);
            _queue.Set(_timers[timer], due);
            _places[timer] = (due, _order++);
            _expected.Add(_places[timer]!.Value, _timers[timer]);
        }

        public void Remove(int timer)
        {
            Forget(timer);
            _queue.Remove(_timers[timer]);
        }

        public bool TakeDue(long now)
        {
            LoopTimer? expected = _expected.Count > 0 && _expected.GetKeyAtIndex(0).Due <= now ? _expected.GetValueAtIndex(0) : null;

            Assert.Same(expected, _queue.TakeDue(now));

            if (expected is not null)
            {
                Forget((int)expected.Target);
            }

            return expected is not null;
        }

        public void TakeAll()
        {
            while (TakeDue(LoopClock.Never - 1))
            {
            }

            Assert.Empty(_expected);
            Check();
        }

        public void Clear()
        {
            Assert.Equal(_expected.Values.ToHashSet(), [.. _queue.Clear()]);
            _expected.Clear();
            Array.Clear(_places);
        }

        public void Check()
        {
            Assert.Equal(_expected.Count, _queue.Count);
            Assert.Equal(_expected.Count == 0 ? LoopClock.Never : _expected.GetKeyAtIndex(0).Due, _queue.NextDue);
            for (int timer = 0; timer < _timers.Length; timer++)
            {
                Assert.Equal(_places[timer] is not null, _timers[timer].QueueIndex >= 0);
            }
        }

        private void Forget(int timer)
        {
            if (_places[timer] is { } place)
            {
                _expected.Remove(place);
                _places[timer] = null;
            }
        }
    }
}
