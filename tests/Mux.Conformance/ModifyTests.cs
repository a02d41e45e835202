using System.Net.Sockets;

namespace Mux.Conformance;

/// <summary>What a change of interests or of the trigger mode means.</summary>
public abstract class ModifyTests : ConformanceSuite
{
    [Fact]
    public virtual void A_changed_registration_says_so_and_keeps_the_rest()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable, TriggerMode.Level, "state");

        left.Modify(Interests.Writable, TriggerMode.Edge);

        Assert.Equal(Interests.Writable, left.Interests);
        Assert.Equal(TriggerMode.Edge, left.TriggerMode);
        Assert.Equal("state", left.State);
        Assert.True(left.IsRegistered);
    }

    [Theory]
    [InlineData(TriggerMode.Level)]
    [InlineData(TriggerMode.Edge)]
    [InlineData(TriggerMode.OneShot)]
    public virtual void Changing_interests_alone_keeps_the_trigger_mode(TriggerMode trigger)
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable, trigger);

        left.Modify(Interests.Writable);

        Assert.Equal(trigger, left.TriggerMode);
        Assert.Equal(Interests.Writable, left.Interests);
    }

    [Fact]
    public virtual void Only_the_present_interests_are_reported()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        pair.Right.Send([1]);
        pair.Left.AwaitReadable();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable);
        Assert.Equal(new ReadyEvent(left, Readiness.Readable), mux.WaitForOne());

        left.Modify(Interests.Writable);
        Assert.Equal(new ReadyEvent(left, Readiness.Writable), mux.WaitForOne());
        left.Modify(Interests.Readable | Interests.Writable);
        Assert.Equal(new ReadyEvent(left, Readiness.Readable | Readiness.Writable), mux.WaitForOne());
        left.Modify(Interests.Readable);
        Assert.Equal(new ReadyEvent(left, Readiness.Readable), mux.WaitForOne());
    }

    [Fact]
    public virtual void The_last_of_several_changes_counts()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable);

        left.Modify(Interests.Readable);
        left.Modify(Interests.None);
        left.Modify(Interests.Writable);

        Assert.Equal(new ReadyEvent(left, Readiness.Writable), mux.WaitForOne());
    }

    [Fact]
    public virtual void What_was_ready_and_is_no_longer_asked_for_is_not_reported()
    {
        using IEventMultiplexer mux = Create();
        using var listener = new Listener();
        EventRegistration listening = mux.Register(listener.Socket, Interests.Readable);
        using Socket client = listener.BeginClient();
        listener.Socket.AwaitReadable();

        listening.Modify(Interests.Writable);

        mux.AssertQuiet();
        listening.Modify(Interests.Readable);
        Assert.Equal(new ReadyEvent(listening, Readiness.Readable), mux.WaitForOne());
    }

    [Theory]
    [InlineData(TriggerMode.Level)]
    [InlineData(TriggerMode.Edge)]
    [InlineData(TriggerMode.OneShot)]
    public virtual void A_change_evaluates_the_handle_anew(TriggerMode trigger)
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable, trigger);
        pair.Right.Send([1]);
        Assert.Equal(new ReadyEvent(left, Readiness.Readable), mux.WaitForOne());

        left.Modify(Interests.Readable);

        Assert.Equal(new ReadyEvent(left, Readiness.Readable), mux.WaitForOne());
    }

    [Theory]
    [InlineData(TriggerMode.Edge)]
    [InlineData(TriggerMode.OneShot)]
    public virtual void Changing_away_from_level_ends_the_repetition(TriggerMode trigger)
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable);
        pair.Right.Send([1]);
        mux.WaitForOne();
        mux.WaitForOne();

        left.Modify(Interests.Readable, trigger);

        Assert.Equal(new ReadyEvent(left, Readiness.Readable), mux.WaitForOne());
        mux.AssertQuiet();
    }

    [Theory]
    [InlineData(TriggerMode.Edge)]
    [InlineData(TriggerMode.OneShot)]
    public virtual void Changing_to_level_begins_the_repetition(TriggerMode trigger)
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable, trigger);
        pair.Right.Send([1]);
        mux.WaitForOne();
        mux.AssertQuiet();

        left.Modify(Interests.Readable, TriggerMode.Level);

        for (int wait = 0; wait < 3; wait++)
        {
            Assert.Equal(new ReadyEvent(left, Readiness.Readable), mux.WaitForOne());
        }
    }

    [Fact]
    public virtual void Changing_from_edge_to_one_shot_and_back_keeps_each_meaning()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable, TriggerMode.Edge);

        left.Modify(Interests.Readable, TriggerMode.OneShot);
        pair.Right.Send([1]);
        Assert.Equal(new ReadyEvent(left, Readiness.Readable), mux.WaitForOne());
        pair.Right.Send([2]);
        mux.AssertQuiet();
        left.Modify(Interests.Readable, TriggerMode.Edge);
        Assert.Equal(new ReadyEvent(left, Readiness.Readable), mux.WaitForOne());
        Assert.Equal([1, 2], pair.Left.ReadExactly(2));
        Assert.Equal(0, pair.Left.Drain());
        left.NotifyWouldBlock(Interests.Readable);
        pair.Right.Send([3]);

        Assert.Equal(new ReadyEvent(left, Readiness.Readable), mux.WaitForOne());
    }

    [Fact]
    public virtual void Data_written_while_only_room_was_asked_for_is_reported_when_asked_for()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Writable, TriggerMode.Edge);
        Assert.Equal(new ReadyEvent(left, Readiness.Writable), mux.WaitForOne());
        pair.Right.Send([1]);
        pair.Left.AwaitReadable();

        left.Modify(Interests.Readable);

        Assert.Equal(new ReadyEvent(left, Readiness.Readable), mux.WaitForOne());
    }

    [Fact]
    public virtual void The_end_that_a_writer_was_not_told_of_is_told_once_it_reads()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Writable);
        pair.Right.Shutdown(SocketShutdown.Send);
        pair.Left.AwaitReadable();
        Assert.Equal(new ReadyEvent(left, Readiness.Writable), mux.WaitForOne());

        left.Modify(Interests.Readable);

        Assert.Equal(new ReadyEvent(left, Readiness.Readable | Readiness.ReadClosed), mux.WaitForOne());
    }

    [Fact]
    public virtual void A_thousand_changes_leave_one_registration_with_the_last_interests()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.None);
        pair.Right.Send([1]);
        pair.Left.AwaitReadable();

        for (int change = 0; change < 1000; change++)
        {
            left.Modify((Interests)(change % 4), (TriggerMode)(change % 3));
        }

        left.Modify(Interests.Readable | Interests.Writable, TriggerMode.OneShot);
        Assert.Equal(new ReadyEvent(left, Readiness.Readable | Readiness.Writable), mux.WaitForOne());
        mux.AssertQuiet();
    }

    [Fact]
    public virtual void Changing_one_registration_leaves_another_of_the_same_connection_alone()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable);
        EventRegistration right = mux.Register(pair.Right, Interests.Writable);

        left.Modify(Interests.None);

        Assert.Equal(new ReadyEvent(right, Readiness.Writable), mux.WaitForOne());
    }
}
