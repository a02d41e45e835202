namespace Mux.Conformance;

/// <summary>What the members do after the multiplexer, the registration or the handle is gone.</summary>
public abstract class UseAfterDisposeTests : ConformanceSuite
{
    [Fact]
    public virtual void A_disposed_multiplexer_refuses_to_register_to_wait_and_to_wake()
    {
        IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();

        mux.Dispose();

        Assert.Throws<ObjectDisposedException>(() => mux.Register(pair.Left, Interests.Readable));
        Assert.Throws<ObjectDisposedException>(() => mux.Wait(new ReadyEvents(), TimeSpan.Zero));
        Assert.Throws<ObjectDisposedException>(() => mux.Wait(new ReadyEvents(), Timeout.InfiniteTimeSpan));
        Assert.Throws<ObjectDisposedException>(mux.Wake);
    }

    [Fact]
    public virtual void A_multiplexer_can_be_disposed_of_twice()
    {
        IEventMultiplexer mux = Create();

        mux.Dispose();
        mux.Dispose();

        Assert.Throws<ObjectDisposedException>(mux.Wake);
    }

    [Fact]
    public virtual void A_disposed_multiplexer_still_says_its_name() // A log line written late needs it.
    {
        IEventMultiplexer mux = Create();
        string name = mux.Name;

        mux.Dispose();

        Assert.Equal(name, mux.Name);
    }

    [Theory]
    [InlineData(TriggerMode.Level)]
    [InlineData(TriggerMode.OneShot)]
    public virtual void A_registration_of_a_disposed_multiplexer_refuses_changes(TriggerMode trigger)
    {
        IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable, trigger);

        mux.Dispose();

        Assert.Throws<ObjectDisposedException>(() => left.Modify(Interests.Writable));
        Assert.Throws<ObjectDisposedException>(() => left.Modify(Interests.Writable, TriggerMode.Edge));
        Assert.Equal(Interests.Readable, left.Interests);
    }

    [Fact]
    public virtual void A_one_shot_registration_of_a_disposed_multiplexer_cannot_be_rearmed()
    {
        IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable, TriggerMode.OneShot);

        mux.Dispose();

        Assert.Throws<ObjectDisposedException>(left.Rearm);
    }

    [Fact]
    public virtual void A_registration_can_be_disposed_of_after_its_multiplexer()
    {
        IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable);

        mux.Dispose();
        left.Dispose();
        left.Dispose();

        Assert.False(left.IsRegistered);
    }

    [Fact]
    public virtual void An_ended_registration_refuses_changes_and_says_what_to_do()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable, TriggerMode.OneShot);

        left.Dispose();

        var refusal = Assert.Throws<ObjectDisposedException>(() => left.Modify(Interests.Writable));
        Assert.Contains("register", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<ObjectDisposedException>(() => left.Modify(Interests.Writable, TriggerMode.Level));
        Assert.Throws<ObjectDisposedException>(left.Rearm);
    }

    [Fact]
    public virtual void A_refused_change_of_an_ended_registration_does_not_touch_its_successor()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration ended = mux.Register(pair.Left, Interests.Readable);
        ended.Dispose();
        EventRegistration left = mux.Register(pair.Left, Interests.Writable);

        Assert.Throws<ObjectDisposedException>(() => ended.Modify(Interests.None));

        Assert.Equal(new ReadyEvent(left, Readiness.Writable), mux.WaitForOne());
    }

    [Fact]
    public virtual void A_would_block_notice_after_the_end_is_harmless()
    {
        IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration ended = mux.Register(pair.Left, Interests.Readable, TriggerMode.Edge);
        EventRegistration orphaned = mux.Register(pair.Right, Interests.Readable, TriggerMode.Edge);

        ended.Dispose();
        ended.NotifyWouldBlock(Interests.Readable);
        mux.AssertQuiet();
        mux.Dispose();
        orphaned.NotifyWouldBlock(Interests.Readable);

        Assert.False(orphaned.IsRegistered);
    }

    [Fact]
    public virtual void A_registration_whose_socket_was_closed_refuses_changes()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable);

        pair.Left.Dispose();

        Assert.Throws<ObjectDisposedException>(() => left.Modify(Interests.Writable));
        left.Dispose();
        Assert.False(left.IsRegistered);
    }

    [Fact]
    public virtual void Events_collected_before_the_multiplexers_end_are_not_enumerated_after_it()
    {
        IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        mux.Register(pair.Left, Interests.Writable);
        var events = new ReadyEvents();
        Assert.Equal(1, mux.Wait(events, Bound.Hang));

        mux.Dispose();

        Assert.Empty(events.ToList());
    }
}
