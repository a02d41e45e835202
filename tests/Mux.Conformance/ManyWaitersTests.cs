namespace Mux.Conformance;

/// <summary>Rules 2 and 6: eight threads wait at once, and each trigger mode says how many of them hear of one condition.</summary>
public abstract class ManyWaitersTests : ConformanceSuite
{
    private const int Waiters = 8;
    private const int Rounds = 500;

    [Fact]
    public virtual void A_one_shot_reaches_exactly_one_of_the_waiters_for_each_arming()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable, TriggerMode.OneShot);
        var crowd = new WaitingCrowd(mux, Waiters, _ => pair.Left.Drain());

        for (int round = 0; round < Rounds; round++)
        {
            pair.Right.Send([1]);
            crowd.AwaitOne();
            pair.Right.Send([2]); // Unarmed: this is nobody's event.
            pair.Left.AwaitReadable();
            pair.Left.Drain();
            left.Rearm();
        }

        crowd.EndWith(mux);
        Assert.Equal(Enumerable.Repeat(new ReadyEvent(left, Readiness.Readable), Rounds), crowd.Seen);
    }

    [Fact]
    public virtual void A_one_shot_that_stays_ready_reaches_exactly_one_of_the_waiters_for_each_arming()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable, TriggerMode.OneShot);
        var crowd = new WaitingCrowd(mux, Waiters, _ => { });
        pair.Right.Send([1]);

        for (int round = 1; round < Rounds; round++)
        {
            crowd.AwaitOne();
            left.Rearm();
        }

        crowd.AwaitOne();
        crowd.EndWith(mux);
        Assert.Equal(Rounds, crowd.Seen.Count);
    }

    [Fact]
    public virtual void An_edge_reaches_exactly_one_of_the_waiters()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable, TriggerMode.Edge);
        var crowd = new WaitingCrowd(mux, Waiters, ready =>
        {
            pair.Left.Drain();
            ready.Registration.NotifyWouldBlock(Interests.Readable);
        });

        for (int round = 0; round < Rounds; round++)
        {
            pair.Right.Send([1]);
            crowd.AwaitOne();
        }

        crowd.EndWith(mux);
        Assert.Equal(Enumerable.Repeat(new ReadyEvent(left, Readiness.Readable), Rounds), crowd.Seen);
    }

    [Fact]
    public virtual void A_level_that_holds_reaches_every_waiter()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable);
        pair.Right.Send([1]);

        ReadyEvent[] seen = Crowd.Of(Waiters, _ => mux.WaitForOne());

        Assert.Equal(Enumerable.Repeat(new ReadyEvent(left, Readiness.Readable), Waiters), seen);
    }

    [Fact]
    public virtual void A_level_that_the_first_waiter_drains_does_not_keep_the_others_busy()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        mux.Register(pair.Left, Interests.Readable);
        int bytes = 0;
        var crowd = new WaitingCrowd(mux, 4, _ => Interlocked.Add(ref bytes, pair.Left.Drain()));

        for (int round = 0; round < Rounds; round++)
        {
            pair.Right.Send([1]);
            crowd.AwaitOne();
        }

        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref bytes) == Rounds, Bound.Hang));
        mux.AssertQuiet();
        crowd.EndWith(mux);

        // Each of the four may collect a message once before it drains; a loop that spins reports thousands.
        Assert.InRange(crowd.Seen.Count, 1, Rounds * 4);
    }

    [Fact]
    public virtual void A_hundred_one_shot_handles_are_each_handled_by_one_thread_at_a_time()
    {
        using IEventMultiplexer mux = Create();
        ConnectedPair[] pairs = [.. Enumerable.Range(0, 100).Select(_ => ConnectedPair.OnLoopback())];
        var received = new int[pairs.Length];
        var inside = new int[pairs.Length];
        int overlaps = 0;
        for (int i = 0; i < pairs.Length; i++)
        {
            mux.Register(pairs[i].Left, Interests.Readable, TriggerMode.OneShot, i);
        }

        var crowd = new WaitingCrowd(mux, Waiters, ready =>
        {
            int index = (int)ready.State!;
            Interlocked.Add(ref overlaps, Interlocked.Increment(ref inside[index]) - 1);
            received[index] += pairs[index].Left.Drain();
            Interlocked.Decrement(ref inside[index]);
            ready.Registration.Rearm();
        });
        for (int round = 0; round < 50; round++)
        {
            foreach (ConnectedPair pair in pairs)
            {
                pair.Right.Send([1]);
            }
        }

        var sent = Enumerable.Repeat(50, pairs.Length);
        Assert.True(SpinWait.SpinUntil(() => received.Select((_, i) => Volatile.Read(ref received[i])).SequenceEqual(sent), Bound.Hang));
        crowd.EndWith(mux);
        Assert.Equal(0, overlaps);
        Array.ForEach(pairs, pair => pair.Dispose());
    }
}
