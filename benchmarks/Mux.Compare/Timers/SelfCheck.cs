namespace Mux.Compare.Timers;

/// <summary>Compares a structure with a sorted set while both do the same at random. What gives wrong answers need not be measured.</summary>
internal static class SelfCheck
{
    private const int Steps = 200_000;
    private const int Timers = 500;

    /// <exception cref="InvalidOperationException">The structure lost a timer, or ran one early or late.</exception>
    public static void Run<TStructure, TTimer>(TStructure structure)
        where TStructure : struct, ITimerStructure<TTimer>
        where TTimer : class
    {
        var random = new Random(1);
        TTimer[] timers = [.. Enumerable.Range(0, Timers).Select(_ => structure.CreateTimer())];
        Dictionary<TTimer, int> numbers = timers.Index().ToDictionary(pair => pair.Item, pair => pair.Index);
        var dues = new long?[Timers];
        var sorted = new SortedSet<(long Due, int Number)>();
        long now = 1_000_000;

        for (int step = 0; step < Steps; step++)
        {
            int number = random.Next(Timers);
            switch (random.Next(8))
            {
                case < 4:
                    long due = now + random.NextInt64(1L << random.Next(1, 40)) - 5; // Of every magnitude, a few due already.
                    Forget(number);
                    sorted.Add((due, number));
                    dues[number] = due;
                    structure.Set(timers[number], due);
                    break;
                case < 6 when dues[number] is not null:
                    Forget(number);
                    structure.Cancel(timers[number]);
                    break;
                case 6:
                    now += random.NextInt64(1L << random.Next(1, 34));
                    TakeAll();
                    break;
                default:
                    now = Math.Max(now, Math.Min(structure.NextDue, now + (1L << 40))); // As a loop does that sleeps until then.
                    TakeAll();
                    break;
            }

            long first = sorted.Count == 0 ? long.MaxValue : sorted.Min.Due;
            Require(structure.NextDue <= (first == long.MaxValue ? first : first + TStructure.Granularity), "would sleep beyond a due time");
            Require(TStructure.Granularity > 0 || structure.NextDue == first, "names a time at which nothing is due");
        }

        void Forget(int number)
        {
            if (dues[number] is { } due)
            {
                sorted.Remove((due, number));
                dues[number] = null;
            }
        }

        void TakeAll()
        {
            while (structure.TakeDue(now) is { } timer)
            {
                int number = numbers[timer];
                Require(dues[number] is not null, "ran a timer that is not scheduled");
                Require(dues[number] <= now, "ran a timer early");
                Require(TStructure.Granularity > 0 || dues[number] == sorted.Min.Due, "ran timers out of order");
                Forget(number);
            }

            Require(sorted.Count == 0 || sorted.Min.Due > now - TStructure.Granularity, "left a timer that was due");
        }

        static void Require(bool holds, string otherwise)
        {
            if (!holds)
            {
                throw new InvalidOperationException($"{typeof(TStructure).Name} {otherwise}.");
            }
        }
    }
}
