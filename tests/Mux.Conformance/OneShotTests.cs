using System.Net.Sockets;

namespace Mux.Conformance;

/// <summary>One-shot: one event for each arming, over both directions, then nothing at all.</summary>
public abstract class OneShotTests : ConformanceSuite
{
    [Fact]
    public virtual void Unread_data_is_reported_once()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable, TriggerMode.OneShot);

        pair.Right.Send([1]);

        Assert.Equal(new ReadyEvent(left, Readiness.Readable), mux.WaitForOne());
        mux.AssertQuiet();
    }

    [Fact]
    public virtual void Nothing_that_comes_after_the_event_is_reported()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        mux.Register(pair.Left, Interests.Readable, TriggerMode.OneShot);
        pair.Right.Send([1]);
        mux.WaitForOne();

        pair.Right.Send([2]);
        mux.AssertQuiet();
        pair.Right.Shutdown(SocketShutdown.Send);
        mux.AssertQuiet();
        pair.Right.CloseWithReset();

        mux.AssertQuiet();
    }

    [Fact]
    public virtual void Rearming_reports_at_once_what_is_unread()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable, TriggerMode.OneShot);
        pair.Right.Send([1]);

        for (int arming = 0; arming < 5; arming++)
        {
            Assert.Equal(new ReadyEvent(left, Readiness.Readable), mux.WaitForOne());
            Assert.Empty(mux.Collect(TimeSpan.Zero));
            left.Rearm();
        }

        Assert.Equal(new ReadyEvent(left, Readiness.Readable), mux.WaitForOne());
    }

    [Fact]
    public virtual void Rearming_reports_at_once_what_came_since_the_event()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable, TriggerMode.OneShot);
        pair.Right.Send([1]);
        mux.WaitForOne();
        pair.Left.ReadExactly(1);
        pair.Right.Send([2]);
        pair.Left.AwaitReadable();

        left.Rearm();

        Assert.Equal(new ReadyEvent(left, Readiness.Readable), mux.WaitForOne());
        Assert.Equal([2], pair.Left.ReadExactly(1));
    }

    [Fact]
    public virtual void Rearming_with_nothing_ready_waits_for_what_comes()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable, TriggerMode.OneShot);
        pair.Right.Send([1]);
        mux.WaitForOne();
        pair.Left.ReadExactly(1);

        left.Rearm();
        mux.AssertQuiet();
        pair.Right.Send([2]);

        Assert.Equal(new ReadyEvent(left, Readiness.Readable), mux.WaitForOne());
    }

    [Fact]
    public virtual void Rearming_what_is_armed_changes_nothing()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable, TriggerMode.OneShot);

        left.Rearm();
        pair.Right.Send([1]);
        pair.Left.AwaitReadable();
        left.Rearm();
        left.Rearm();

        Assert.Equal(new ReadyEvent(left, Readiness.Readable), mux.WaitForOne());
        mux.AssertQuiet();
    }

    [Fact]
    public virtual void An_event_for_one_direction_uses_up_the_arming_of_both()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable | Interests.Writable, TriggerMode.OneShot);
        Assert.Equal(new ReadyEvent(left, Readiness.Writable), mux.WaitForOne());

        pair.Right.Send([1]);
        pair.Left.AwaitReadable();
        mux.AssertQuiet();
        left.Rearm();

        Assert.Equal(new ReadyEvent(left, Readiness.Readable | Readiness.Writable), mux.WaitForOne());
        mux.AssertQuiet();
    }

    [Fact]
    public virtual void A_used_up_arming_leaves_the_interests_as_they_were()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable | Interests.Writable, TriggerMode.OneShot);

        mux.WaitForOne();

        Assert.Equal(Interests.Readable | Interests.Writable, left.Interests);
        Assert.Equal(TriggerMode.OneShot, left.TriggerMode);
        Assert.True(left.IsRegistered);
    }

    [Fact]
    public virtual void Modifying_arms_as_well()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable, TriggerMode.OneShot);
        pair.Right.Send([1]);
        Assert.Equal(new ReadyEvent(left, Readiness.Readable), mux.WaitForOne());

        left.Modify(Interests.Writable);

        Assert.Equal(new ReadyEvent(left, Readiness.Writable), mux.WaitForOne());
        mux.AssertQuiet();
        left.Modify(Interests.Readable);
        Assert.Equal(new ReadyEvent(left, Readiness.Readable), mux.WaitForOne());
        mux.AssertQuiet();
    }

    [Fact]
    public virtual void The_end_that_came_while_disarmed_is_reported_by_the_next_arming()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable, TriggerMode.OneShot);
        pair.Right.Send([1]);
        mux.WaitForOne();
        pair.Left.ReadExactly(1);
        pair.Right.Shutdown(SocketShutdown.Send);
        mux.AssertQuiet();

        left.Rearm();

        Assert.Equal(new ReadyEvent(left, Readiness.Readable | Readiness.ReadClosed), mux.WaitForOne());
        mux.AssertQuiet();
    }

    [Fact]
    public virtual void A_reset_that_came_while_disarmed_is_reported_by_the_next_arming()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Writable, TriggerMode.OneShot);
        mux.WaitForOne();
        pair.Right.CloseWithReset();
        pair.Left.AwaitReadable();
        mux.AssertQuiet();

        left.Rearm();

        Assert.Equal(
            new ReadyEvent(left, Readiness.Writable | Readiness.ReadClosed | Readiness.WriteClosed | Readiness.Error), mux.WaitForOne());
        mux.AssertQuiet();
    }

    [Fact]
    public virtual void Each_connection_is_reported_when_the_listener_is_rearmed()
    {
        using IEventMultiplexer mux = Create();
        using var listener = new Listener();
        EventRegistration listening = mux.Register(listener.Socket, Interests.Readable, TriggerMode.OneShot);

        for (int round = 0; round < 3; round++)
        {
            using Socket client = listener.BeginClient();
            Assert.Equal(new ReadyEvent(listening, Readiness.Readable), mux.WaitForOne());
            using Socket accepted = listener.Socket.Accept();
            listening.Rearm();
            Assert.Empty(mux.Collect(TimeSpan.Zero));
        }
    }

    [Fact]
    public virtual void Two_multiplexers_each_report_one_event()
    {
        using IEventMultiplexer mux = Create();
        using IEventMultiplexer other = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable, TriggerMode.OneShot);
        EventRegistration otherLeft = other.Register(pair.Left, Interests.Readable, TriggerMode.OneShot);

        pair.Right.Send([1]);

        Assert.Equal(new ReadyEvent(left, Readiness.Readable), mux.WaitForOne());
        Assert.Equal(new ReadyEvent(otherLeft, Readiness.Readable), other.WaitForOne());
        pair.Right.Send([2]);
        mux.AssertQuiet();
        other.AssertQuiet();
    }

    [Fact]
    public virtual void Registering_anew_is_an_arming_too()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration used = mux.Register(pair.Left, Interests.Writable, TriggerMode.OneShot);
        mux.WaitForOne();

        used.Dispose();
        EventRegistration fresh = mux.Register(pair.Left, Interests.Writable, TriggerMode.OneShot);

        Assert.Equal(new ReadyEvent(fresh, Readiness.Writable), mux.WaitForOne());
        mux.AssertQuiet();
    }

    [Fact]
    public virtual void A_would_block_notice_does_not_arm()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable | Interests.Writable, TriggerMode.OneShot);
        mux.WaitForOne();

        left.NotifyWouldBlock(Interests.Readable | Interests.Writable);

        mux.AssertQuiet();
    }
}
