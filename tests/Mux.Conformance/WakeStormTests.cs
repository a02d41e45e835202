namespace Mux.Conformance;

/// <summary>Rule 8 under load: wakes coalesce, and none is lost.</summary>
public abstract class WakeStormTests : ConformanceSuite
{
    private const int Million = 1_000_000;
    private const int Wakers = 8;

    /// <summary>How often two threads take turns. A system whose calls are slow takes fewer.</summary>
    protected virtual int Turns => 50_000;

    [Fact]
    public virtual void A_million_wakes_by_eight_threads_are_all_heard_of()
    {
        using IEventMultiplexer mux = Create();
        long requested = 0;
        long heard = 0;

        // Whoever wakes last has counted before: a waiter that misses that wake waits for ever with the count not reached.
        Background waiter = Background.Run(() =>
        {
            var events = new ReadyEvents();
            while (Volatile.Read(ref heard) < Million)
            {
                mux.Wait(events, Timeout.InfiniteTimeSpan);
                Assert.True(events.WasWoken);
                Volatile.Write(ref heard, Volatile.Read(ref requested));
            }
        });
        int[] wakes = Crowd.Of(Wakers, _ =>
        {
            const int Share = Million / Wakers;
            for (int i = 1; i <= Share; i++)
            {
                long mine = Interlocked.Increment(ref requested);
                mux.Wake();
                if (i % 1000 == 0)
                {
                    // All eight come here together now and then, and then no other thread's wake makes up for a lost one.
                    Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref heard) >= mine, Bound.Hang), "A wake was lost.");
                }
            }

            return Share;
        });

        waiter.Join();
        Assert.Equal(Million, wakes.Sum());
        Assert.Equal(Million, heard);
    }

    [Fact]
    public virtual void Two_threads_that_take_turns_by_waking_each_other_never_stop()
    {
        using IEventMultiplexer ping = Create();
        using IEventMultiplexer pong = Create();
        int Play(IEventMultiplexer mine, IEventMultiplexer other, bool serves)
        {
            var events = new ReadyEvents(1);
            int woken = 0;
            for (int turn = 0; turn < Turns; turn++)
            {
                if (serves)
                {
                    other.Wake();
                }

                mine.Wait(events, Timeout.InfiniteTimeSpan);
                woken += events.WasWoken ? 1 : 0;
                if (!serves)
                {
                    other.Wake();
                }
            }

            return woken;
        }

        int[] woken = Crowd.Of(2, member => member == 0 ? Play(ping, pong, serves: true) : Play(pong, ping, serves: false));

        Assert.Equal([Turns, Turns], woken);
    }

    [Fact]
    public virtual void A_million_wakes_before_a_wait_end_one_wait()
    {
        using IEventMultiplexer mux = Create();
        var events = new ReadyEvents();

        for (int i = 0; i < Million; i++)
        {
            mux.Wake();
        }

        Assert.Equal(0, mux.Wait(events, Timeout.InfiniteTimeSpan));
        Assert.True(events.WasWoken);
        Assert.Equal(0, mux.Wait(events, TimeSpan.Zero));
        Assert.False(events.WasWoken);
    }

    [Fact]
    public virtual void Eight_waiters_all_leave_when_each_leaver_wakes_the_next()
    {
        using IEventMultiplexer mux = Create();
        Background[] waiters = [.. Enumerable.Range(0, 8).Select(_ => Background.RunUntilAboutToWait(about =>
        {
            var events = new ReadyEvents();
            about();
            Assert.Equal(0, mux.Wait(events, Timeout.InfiniteTimeSpan));
            Assert.True(events.WasWoken);
            mux.Wake();
        }))];

        mux.Wake();

        Array.ForEach(waiters, waiter => waiter.Join());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(256)]
    public virtual void A_wake_is_heard_of_while_handles_stay_ready(int capacity)
    {
        using IEventMultiplexer mux = Create();
        using var first = ConnectedPair.OnLoopback();
        using var second = ConnectedPair.OnLoopback();
        mux.Register(first.Left, Interests.Writable);
        mux.Register(second.Left, Interests.Writable);
        var events = new ReadyEvents(capacity);

        for (int round = 0; round < 1000; round++)
        {
            mux.Wake();

            // Rotation brings it round: two handles and the wake take at most as many waits, and one more for whose turn it was.
            int waits = 0;
            do
            {
                mux.Wait(events, Bound.Hang);
                waits++;
            }
            while (!events.WasWoken);

            Assert.InRange(waits, 1, 4);
        }
    }

    [Fact]
    public virtual void Handles_are_reported_while_wakes_keep_coming()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable);
        var events = new ReadyEvents(1);

        for (int round = 0; round < 1000; round++)
        {
            pair.Right.Send([1]);
            pair.Left.AwaitReadable();

            int waits = 0;
            do
            {
                mux.Wake();
                mux.Wait(events, Bound.Hang);
                waits++;
            }
            while (events.Count == 0);

            Assert.InRange(waits, 1, 3);
            Assert.Equal([new ReadyEvent(left, Readiness.Readable)], events.ToList());
            pair.Left.Drain();
        }
    }
}
