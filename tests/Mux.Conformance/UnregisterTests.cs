using System.Net.Sockets;

namespace Mux.Conformance;

/// <summary>What is left of a registration that was disposed of: nothing.</summary>
public abstract class UnregisterTests : ConformanceSuite
{
    [Theory]
    [InlineData(TriggerMode.Level)]
    [InlineData(TriggerMode.Edge)]
    [InlineData(TriggerMode.OneShot)]
    public virtual void An_unregistered_socket_is_reported_no_more(TriggerMode trigger)
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable | Interests.Writable, trigger);

        left.Dispose();
        pair.Right.Send([1]);

        mux.AssertQuiet();
        Assert.False(left.IsRegistered);
    }

    [Theory]
    [InlineData(TriggerMode.Level)]
    [InlineData(TriggerMode.Edge)]
    [InlineData(TriggerMode.OneShot)]
    public virtual void Unregistering_drops_what_was_ready_already(TriggerMode trigger)
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable | Interests.Writable, trigger);
        pair.Right.Send([1]);
        pair.Left.AwaitReadable();

        left.Dispose();

        mux.AssertQuiet();
    }

    [Fact]
    public virtual void Data_that_came_after_unregistering_can_still_be_read()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable);

        left.Dispose();
        pair.Right.Send([1, 2, 3]);

        Assert.Equal([1, 2, 3], pair.Left.ReadExactly(3));
        mux.AssertQuiet();
    }

    [Fact]
    public virtual void Sockets_that_each_reported_fall_silent_once_unregistered()
    {
        using IEventMultiplexer mux = Create();
        using var listener = new Listener();
        EventRegistration listening = mux.Register(listener.Socket, Interests.Readable);
        using Socket client = listener.BeginClient();
        EventRegistration connecting = mux.Register(client, Interests.Writable);
        Assert.Equal([new ReadyEvent(listening, Readiness.Readable), new ReadyEvent(connecting, Readiness.Writable)], mux.WaitFor(2));
        using Socket server = listener.AcceptOne();
        EventRegistration serving = mux.Register(server, Interests.Readable);

        listening.Dispose();
        connecting.Dispose();
        serving.Dispose();
        client.Send([1]);
        using Socket second = listener.BeginClient();

        mux.AssertQuiet();
        Assert.Equal([1], server.ReadExactly(1));
    }

    [Fact]
    public virtual void Unregistering_one_leaves_the_others_registered()
    {
        using IEventMultiplexer mux = Create();
        using var first = ConnectedPair.OnLoopback();
        using var second = ConnectedPair.OnLoopback();
        EventRegistration firstLeft = mux.Register(first.Left, Interests.Readable);
        EventRegistration secondLeft = mux.Register(second.Left, Interests.Readable);
        first.Right.Send([1]);
        second.Right.Send([1]);

        firstLeft.Dispose();

        Assert.Equal(new ReadyEvent(secondLeft, Readiness.Readable), mux.WaitForOne());
        Assert.True(secondLeft.IsRegistered);
    }

    [Fact]
    public virtual void Unregistering_twice_does_no_harm_to_a_later_registration()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration first = mux.Register(pair.Left, Interests.Readable);
        first.Dispose();
        EventRegistration second = mux.Register(pair.Left, Interests.Readable);

        first.Dispose();
        pair.Right.Send([1]);

        Assert.Equal(new ReadyEvent(second, Readiness.Readable), mux.WaitForOne());
    }

    [Fact]
    public virtual void Registering_again_brings_no_phantom_event()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        mux.Register(pair.Left, Interests.Readable | Interests.Writable).Dispose();

        mux.Register(pair.Left, Interests.Readable);

        mux.AssertQuiet();
    }

    [Theory]
    [InlineData(TriggerMode.Level)]
    [InlineData(TriggerMode.Edge)]
    [InlineData(TriggerMode.OneShot)]
    public virtual void A_socket_that_is_registered_again_reports_to_the_new_registration(TriggerMode trigger)
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        pair.Right.Send([1]);
        EventRegistration first = mux.Register(pair.Left, Interests.Readable, trigger);
        Assert.Equal(new ReadyEvent(first, Readiness.Readable), mux.WaitForOne());

        first.Dispose();
        EventRegistration second = mux.Register(pair.Left, Interests.Readable, trigger);

        Assert.Equal(new ReadyEvent(second, Readiness.Readable), mux.WaitForOne());
    }

    [Fact]
    public virtual void What_an_ended_registration_was_about_can_still_be_asked()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable, TriggerMode.Edge, "state");

        left.Dispose();

        Assert.Same(pair.Left.SafeHandle, left.Handle);
        Assert.Equal("state", left.State);
    }

    [Fact]
    public virtual void Disposing_of_the_multiplexer_ends_its_registrations()
    {
        IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable);
        EventRegistration right = mux.Register(pair.Right, Interests.None);

        mux.Dispose();

        Assert.False(left.IsRegistered);
        Assert.False(right.IsRegistered);
    }
}
