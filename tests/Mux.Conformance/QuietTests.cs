namespace Mux.Conformance;

/// <summary>Rule 12: waits, changes, rearming and wakes allocate nothing.</summary>
public abstract class QuietTests : ConformanceSuite
{
    /// <summary>How often each action runs. A system whose calls are slow takes fewer: an allocation shows in the first thousand.</summary>
    protected virtual int Calls => 1_000_000;

    [Fact]
    public virtual void A_million_waits_that_report_allocate_nothing()
    {
        using IEventMultiplexer mux = Create();
        using var first = ConnectedPair.OnLoopback();
        using var second = ConnectedPair.OnLoopback();
        mux.Register(first.Left, Interests.Writable);
        mux.Register(second.Left, Interests.Writable);
        var events = new ReadyEvents();
        mux.WaitUntilCount(events, 2);

        long seen = 0;
        AssertAllocatesNothing(() =>
        {
            mux.Wait(events, Timeout.InfiniteTimeSpan);
            foreach (ReadyEvent ready in events)
            {
                seen += ready.CanWrite ? 1 : 0;
            }
        });

        Assert.InRange(seen, Calls, long.MaxValue);
    }

    [Fact]
    public virtual void A_million_waits_that_find_nothing_allocate_nothing()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        mux.Register(pair.Left, Interests.Readable);
        var events = new ReadyEvents();

        int seen = 0;
        AssertAllocatesNothing(() => seen += mux.Wait(events, TimeSpan.Zero));

        Assert.Equal(0, seen);
    }

    [Theory]
    [InlineData(TriggerMode.Level)]
    [InlineData(TriggerMode.Edge)]
    [InlineData(TriggerMode.OneShot)]
    public virtual void A_million_changes_of_interests_allocate_nothing(TriggerMode trigger)
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable, trigger);

        AssertAllocatesNothing(() => left.Modify(left.Interests ^ Interests.Writable));

        Assert.Equal(trigger, left.TriggerMode);
    }

    [Fact]
    public virtual void A_million_pauses_and_resumptions_allocate_nothing()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable);

        AssertAllocatesNothing(() => left.Modify(left.Interests ^ Interests.Readable));

        Assert.True(left.IsRegistered);
    }

    [Fact]
    public virtual void A_million_armings_each_with_its_event_allocate_nothing()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Writable, TriggerMode.OneShot);
        var events = new ReadyEvents();

        int seen = 0;
        int calls = AssertAllocatesNothing(() =>
        {
            seen += mux.Wait(events, Timeout.InfiniteTimeSpan);
            left.Rearm();
        });

        Assert.Equal(calls, seen);
    }

    [Fact]
    public virtual void A_million_wakes_each_with_its_wait_allocate_nothing()
    {
        using IEventMultiplexer mux = Create();
        var events = new ReadyEvents();

        int woken = 0;
        int calls = AssertAllocatesNothing(() =>
        {
            mux.Wake();
            mux.Wait(events, Timeout.InfiniteTimeSpan);
            woken += events.WasWoken ? 1 : 0;
        });

        Assert.Equal(calls, woken);
    }

    /// <summary>Runs the action so often after warming up, and compares this thread's allocated bytes, which nothing rounds.</summary>
    /// <returns>How often the action ran in all.</returns>
    private int AssertAllocatesNothing(Action action)
    {
        const int WarmUp = 1000;
        for (int i = 0; i < WarmUp; i++)
        {
            action();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Calls; i++)
        {
            action();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        return WarmUp + Calls;
    }
}
