namespace Mux.Conformance;

/// <summary>
/// Traffic in both directions at once, in which each event is answered with an action drawn by lot: whatever a program does in whatever order, the bytes arrive, each
/// once and in order, no event says what was not asked for, and all comes to its end.
/// </summary>
public abstract class DuplexTrafficTests : ConformanceSuite
{
    private const int Connections = 5;

    public static TheoryData<TriggerMode, int> Games()
    {
        var games = new TheoryData<TriggerMode, int>();
        foreach (TriggerMode trigger in Enum.GetValues<TriggerMode>())
        {
            for (int seed = 1; seed <= 10; seed++)
            {
                games.Add(trigger, seed);
            }
        }

        return games;
    }

    [Theory]
    [MemberData(nameof(Games))]
    public virtual void Traffic_in_both_directions_arrives_whole(TriggerMode trigger, int seed) =>
        Play(trigger, seed, bytesLeft: 64 * 1024, bytesRight: 64 * 1024);

    [Theory]
    [MemberData(nameof(Games))]
    public virtual void Traffic_in_one_direction_arrives_whole(TriggerMode trigger, int seed) =>
        Play(trigger, seed, bytesLeft: 64 * 1024, bytesRight: 0);

    private void Play(TriggerMode trigger, int seed, int bytesLeft, int bytesRight)
    {
        using IEventMultiplexer mux = Create();
        var lot = new Random(seed);
        ConnectedPair[] pairs = [.. Enumerable.Range(0, Connections).Select(_ => ConnectedPair.OnLoopback())];
        DuplexSide[] sides = [.. pairs.SelectMany(pair => new[]
        {
            new DuplexSide(mux, pair.Left, trigger, lot, sends: bytesLeft, expects: bytesRight),
            new DuplexSide(mux, pair.Right, trigger, lot, sends: bytesRight, expects: bytesLeft),
        })];
        var events = new ReadyEvents(4);

        while (!sides.All(side => side.IsFinished))
        {
            DuplexSide[] paused = [.. sides.Where(side => side.IsPaused)];
            int count = mux.Wait(events, paused.Length > 0 ? TimeSpan.Zero : Bound.Hang);
            Assert.True(count > 0 || paused.Length > 0, "Nobody is paused, not all has arrived, and nothing is reported.");
            foreach (ReadyEvent ready in events)
            {
                ((DuplexSide)ready.State!).Handle(ready);
            }

            // Those that stopped listening take up again where they were, after a turn or several.
            foreach (DuplexSide side in paused.Where(_ => lot.Next(3) == 0))
            {
                side.Resume();
            }
        }

        Assert.All(sides, side => Assert.Equal(1, side.Ends));
        int firstSends = sides.Sum(side => side.FirstSends);
        int blocked = sides.Sum(side => side.FirstSendsThatBlocked);
        Assert.InRange(blocked, 0, firstSends / 20); // A hint may be wrong, as often as once in twenty; it never was where this was written.
        Array.ForEach(pairs, pair => pair.Dispose());
    }
}
