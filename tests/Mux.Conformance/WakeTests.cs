namespace Mux.Conformance;

/// <summary>A wake ends one wait early: the one in progress or the next. Wakes coalesce; none is lost.</summary>
public abstract class WakeTests : ConformanceSuite
{
    [Fact]
    public virtual void A_wake_ends_the_next_wait()
    {
        using IEventMultiplexer mux = Create();

        mux.Wake();

        AssertWoken(mux, Timeout.InfiniteTimeSpan);
    }

    [Fact]
    public virtual void A_wake_ends_one_wait_and_not_the_one_after_it()
    {
        using IEventMultiplexer mux = Create();

        mux.Wake();
        AssertWoken(mux, Bound.Hang);

        AssertNotWoken(mux);
    }

    [Fact]
    public virtual void Wakes_before_the_wait_are_one()
    {
        using IEventMultiplexer mux = Create();

        mux.Wake();
        mux.Wake();
        mux.Wake();
        AssertWoken(mux, Bound.Hang);

        AssertNotWoken(mux);
    }

    [Fact]
    public virtual void A_hundred_thousand_wakes_before_the_wait_are_one()
    {
        using IEventMultiplexer mux = Create();

        for (int wake = 0; wake < 100_000; wake++)
        {
            mux.Wake();
        }

        AssertWoken(mux, Bound.Hang);
        AssertNotWoken(mux);
    }

    [Fact]
    public virtual void A_wake_is_noticed_by_a_wait_that_only_polls()
    {
        using IEventMultiplexer mux = Create();

        mux.Wake();

        AssertWoken(mux, TimeSpan.Zero);
        AssertNotWoken(mux);
    }

    [Fact]
    public virtual void Waking_and_waiting_in_turn_works_any_number_of_times()
    {
        using IEventMultiplexer mux = Create();

        for (int round = 0; round < 1000; round++)
        {
            mux.Wake();
            AssertWoken(mux, Timeout.InfiniteTimeSpan);
        }

        AssertNotWoken(mux);
    }

    [Fact]
    public virtual void A_wake_from_another_thread_ends_a_wait_that_has_no_timeout()
    {
        using IEventMultiplexer mux = Create();

        for (int round = 0; round < 100; round++)
        {
            Background waiter = Background.RunUntilAboutToWait(about =>
            {
                about();
                AssertWoken(mux, Timeout.InfiniteTimeSpan);
            });
            Thread.SpinWait(round * 100); // Sometimes before the waiter blocks, sometimes after.
            mux.Wake();
            waiter.Join();
        }

        AssertNotWoken(mux);
    }

    [Fact]
    public virtual void A_second_wake_after_the_first_was_noticed_ends_a_second_wait()
    {
        using IEventMultiplexer mux = Create();

        Background.Run(mux.Wake).Join();
        AssertWoken(mux, Bound.Hang);
        Background.Run(mux.Wake).Join();
        AssertWoken(mux, Bound.Hang);

        AssertNotWoken(mux);
    }

    [Fact]
    public virtual void A_wake_beside_an_event_loses_neither()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable, TriggerMode.OneShot);
        pair.Right.Send([1]);
        pair.Left.AwaitReadable();

        mux.Wake();

        List<ReadyEvent> collected = [];
        bool woken = false;
        var events = new ReadyEvents();
        while (collected.Count == 0 || !woken)
        {
            mux.Wait(events, Bound.Hang);
            Assert.True(events.Count > 0 || events.WasWoken, "The wait hung.");
            woken |= events.WasWoken;
            collected.AddRange(events.ToList());
        }

        Assert.Equal([new ReadyEvent(left, Readiness.Readable)], collected);
        AssertNotWoken(mux);
    }

    [Fact]
    public virtual void A_wait_that_an_event_ended_was_not_woken()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        mux.Register(pair.Left, Interests.Writable);
        var events = new ReadyEvents();

        Assert.Equal(1, mux.Wait(events, Bound.Hang));

        Assert.False(events.WasWoken);
    }

    [Fact]
    public virtual void The_next_wait_forgets_that_the_last_was_woken()
    {
        using IEventMultiplexer mux = Create();
        var events = new ReadyEvents();
        mux.Wake();
        mux.Wait(events, Bound.Hang);
        Assert.True(events.WasWoken);

        mux.Wait(events, TimeSpan.Zero);

        Assert.False(events.WasWoken);
    }

    [Fact]
    public virtual void A_wake_is_noticed_soon_although_every_wait_fills_its_buffer()
    {
        using IEventMultiplexer mux = Create();
        using ConnectedPair first = ConnectedPair.OnLoopback(), second = ConnectedPair.OnLoopback(), third = ConnectedPair.OnLoopback();
        mux.Register(first.Left, Interests.Writable);
        mux.Register(second.Left, Interests.Writable);
        mux.Register(third.Left, Interests.Writable);
        var events = new ReadyEvents(1);
        mux.Wait(events, Bound.Hang);

        mux.Wake();

        bool woken = false;
        for (int wait = 0; wait < 8 && !woken; wait++) // Four things are ready, the wake among them: fair turns reach it in four.
        {
            mux.Wait(events, Bound.Hang);
            woken = events.WasWoken;
        }

        Assert.True(woken);
    }

    [Fact]
    public virtual void A_wake_reaches_only_its_own_multiplexer()
    {
        using IEventMultiplexer mux = Create();
        using IEventMultiplexer other = Create();

        mux.Wake();

        AssertNotWoken(other);
        AssertWoken(mux, Bound.Hang);
    }

    [Fact]
    public virtual void A_wake_uses_up_no_arming()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable, TriggerMode.OneShot);

        mux.Wake();
        AssertWoken(mux, Bound.Hang);
        pair.Right.Send([1]);

        Assert.Equal(new ReadyEvent(left, Readiness.Readable), mux.WaitForOne());
    }

    [Fact]
    public virtual void A_wake_after_unregistering_what_was_ready_is_all_that_is_noticed()
    {
        using IEventMultiplexer mux = Create();
        using var listener = new Listener();
        EventRegistration listening = mux.Register(listener.Socket, Interests.Readable);
        using var client = listener.BeginClient();
        listener.Socket.AwaitReadable();

        listening.Dispose();
        Background waker = Background.Run(mux.Wake);

        AssertWoken(mux, Timeout.InfiniteTimeSpan);
        waker.Join();
    }

    [Fact]
    public virtual void A_wake_that_nobody_waits_for_does_not_hinder_disposal()
    {
        IEventMultiplexer mux = Create();

        mux.Wake();
        mux.Dispose();

        Assert.Throws<ObjectDisposedException>(mux.Wake);
    }

    private static void AssertWoken(IEventMultiplexer mux, TimeSpan timeout)
    {
        var events = new ReadyEvents();
        Assert.Equal(0, mux.Wait(events, timeout));
        Assert.True(events.WasWoken);
        Assert.Empty(events.ToList());
    }

    private static void AssertNotWoken(IEventMultiplexer mux)
    {
        var events = new ReadyEvents();
        Assert.Equal(0, mux.Wait(events, TimeSpan.Zero));
        Assert.False(events.WasWoken);
        Assert.Equal(0, mux.Wait(events, Bound.Quiet));
        Assert.False(events.WasWoken);
    }
}
