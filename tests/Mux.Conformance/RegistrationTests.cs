namespace Mux.Conformance;

/// <summary>What registering and unregistering mean.</summary>
public abstract class RegistrationTests : ConformanceSuite
{
    [Fact]
    public virtual void A_registration_says_what_was_asked_for()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        var state = new object();

        EventRegistration left = mux.Register(pair.Left, Interests.Readable | Interests.Writable, TriggerMode.OneShot, state);

        Assert.Same(pair.Left.SafeHandle, left.Handle);
        Assert.Equal(Interests.Readable | Interests.Writable, left.Interests);
        Assert.Equal(TriggerMode.OneShot, left.TriggerMode);
        Assert.Same(state, left.State);
        Assert.True(left.IsRegistered);
    }

    [Fact]
    public virtual void A_registration_is_level_triggered_and_stateless_unless_told_otherwise()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();

        EventRegistration left = mux.Register(pair.Left, Interests.Readable);

        Assert.Equal(TriggerMode.Level, left.TriggerMode);
        Assert.Null(left.State);
    }

    [Fact]
    public virtual void An_event_carries_the_state_of_its_registration()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        mux.Register(pair.Left, Interests.Readable, state: "left");

        pair.Right.Send([1]);

        Assert.Equal("left", mux.WaitForOne().State);
    }

    [Fact]
    public virtual void State_that_was_replaced_comes_with_the_next_event()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable, state: "before");

        left.State = "after";
        pair.Right.Send([1]);

        Assert.Equal("after", mux.WaitForOne().State);
    }

    [Theory]
    [InlineData(TriggerMode.Level)]
    [InlineData(TriggerMode.Edge)]
    [InlineData(TriggerMode.OneShot)]
    public virtual void What_is_ready_already_is_reported_at_once(TriggerMode trigger)
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        pair.Right.Send([1]);
        pair.Left.AwaitReadable();

        EventRegistration left = mux.Register(pair.Left, Interests.Readable, trigger);

        Assert.Equal(new ReadyEvent(left, Readiness.Readable), mux.WaitForOne());
    }

    [Fact]
    public virtual void Nothing_ready_means_nothing_reported()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();

        mux.Register(pair.Left, Interests.Readable);

        mux.AssertQuiet();
    }

    [Fact]
    public virtual void Only_the_socket_that_got_data_is_reported()
    {
        using IEventMultiplexer mux = Create();
        using var first = ConnectedPair.OnLoopback();
        using var second = ConnectedPair.OnLoopback();
        mux.Register(first.Left, Interests.Readable);
        EventRegistration left = mux.Register(second.Left, Interests.Readable);

        second.Right.Send([1]);

        Assert.Equal(new ReadyEvent(left, Readiness.Readable), mux.WaitForOne());
    }

    [Fact]
    public virtual void Both_ends_of_a_connection_can_be_registered_and_are_told_apart()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable);
        EventRegistration right = mux.Register(pair.Right, Interests.Writable);

        pair.Right.Send([1]);

        Assert.Equal([new ReadyEvent(left, Readiness.Readable), new ReadyEvent(right, Readiness.Writable)], mux.WaitFor(2));
    }

    [Fact]
    public virtual void A_socket_is_registered_by_its_handle_as_well()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left.SafeHandle, Interests.Readable);

        pair.Right.Send([1]);

        Assert.Equal(new ReadyEvent(left, Readiness.Readable), mux.WaitForOne());
    }

    [Fact]
    public virtual void A_borrowed_descriptor_number_is_watched_and_not_closed()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.RegisterBorrowed(pair.Left.Handle, Interests.Readable);

        pair.Right.Send([7]);
        ReadyEvent ready = mux.WaitForOne();
        left.Dispose();
        left.Handle.Dispose();

        Assert.Equal(new ReadyEvent(left, Readiness.Readable), ready);
        Assert.Equal([7], pair.Left.ReadExactly(1));
    }

    [Fact]
    public virtual void The_same_socket_in_two_multiplexers_is_reported_by_both()
    {
        using IEventMultiplexer mux = Create();
        using IEventMultiplexer other = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable);
        EventRegistration otherLeft = other.Register(pair.Left, Interests.Readable);

        pair.Right.Send([1]);

        Assert.Equal(new ReadyEvent(left, Readiness.Readable), mux.WaitForOne());
        Assert.Equal(new ReadyEvent(otherLeft, Readiness.Readable), other.WaitForOne());
    }

    [Fact]
    public virtual void Unregistering_from_one_multiplexer_leaves_the_other_alone()
    {
        using IEventMultiplexer mux = Create();
        using IEventMultiplexer other = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable);
        EventRegistration otherLeft = other.Register(pair.Left, Interests.Readable);

        left.Dispose();
        pair.Right.Send([1]);

        Assert.Equal(new ReadyEvent(otherLeft, Readiness.Readable), other.WaitForOne());
        mux.AssertQuiet();
    }
}
