using System.Net.Sockets;

namespace Mux.Conformance;

/// <summary>Edge: what has become ready is reported when it does so, and never lost.</summary>
/// <remarks>Whoever meets would-block says so with NotifyWouldBlock: a backend whose kernel has no edges needs it.</remarks>
public abstract class EdgeTriggerTests : ConformanceSuite
{
    /// <summary>
    /// What comes with new data for a socket whose room to write was reported before and never used up. A kernel that has edges reports all that holds at that moment.
    /// </summary>
    protected virtual Readiness NewDataBesideRoomReportedBefore => Readiness.Readable | Readiness.Writable;

    [Fact]
    public virtual void Data_is_reported_once()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable, TriggerMode.Edge);

        pair.Right.Send([1]);

        Assert.Equal(new ReadyEvent(left, Readiness.Readable), mux.WaitForOne());
        mux.AssertQuiet();
    }

    [Fact]
    public virtual void New_data_after_a_read_that_would_block_is_reported()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable, TriggerMode.Edge);

        for (int round = 0; round < 5; round++)
        {
            pair.Right.Send([1, 2, 3, 4, 5]);
            Assert.Equal(new ReadyEvent(left, Readiness.Readable), mux.WaitForOne());
            Assert.Equal(5, pair.Left.Drain());
            left.NotifyWouldBlock(Interests.Readable);
            Assert.Empty(mux.Collect(TimeSpan.Zero));
        }
    }

    [Fact]
    public virtual void New_data_after_a_peek_that_would_block_is_reported()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable, TriggerMode.Edge);
        pair.Right.Send([1]);
        mux.WaitForOne();
        pair.Left.ReadExactly(1);

        pair.Left.Receive(new byte[1], 0, 1, SocketFlags.Peek, out SocketError peeked);
        left.NotifyWouldBlock(Interests.Readable);
        pair.Right.Send([2]);

        Assert.Equal(SocketError.WouldBlock, peeked);
        Assert.Equal(new ReadyEvent(left, Readiness.Readable), mux.WaitForOne());
    }

    [Fact]
    public virtual void A_read_of_a_part_brings_no_new_event()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable, TriggerMode.Edge);
        pair.Right.Send([1, 2, 3, 4, 5]);
        Assert.Equal(new ReadyEvent(left, Readiness.Readable), mux.WaitForOne());

        pair.Left.ReadExactly(3);

        mux.AssertQuiet();
    }

    [Fact]
    public virtual void New_data_is_reported_although_the_old_was_not_read()
    {
        using IEventMultiplexer mux = Create();
        Assert.SkipUnless(mux.Features.HasFlag(MultiplexerFeatures.KernelEdge), "this backend reports a direction again only after NotifyWouldBlock");
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable, TriggerMode.Edge);

        for (int round = 0; round < 5; round++)
        {
            pair.Right.Send([1]);
            Assert.Equal(new ReadyEvent(left, Readiness.Readable), mux.WaitForOne());
            Assert.Empty(mux.Collect(TimeSpan.Zero));
        }
    }

    [Fact]
    public virtual void Data_that_came_in_two_pieces_before_the_wait_is_one_event()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable, TriggerMode.Edge);

        pair.Right.Send([1]);
        pair.Right.Send([2]);

        Assert.Equal(new ReadyEvent(left, Readiness.Readable), mux.WaitForOne());
        Assert.Equal([1, 2], pair.Left.ReadExactly(2));
    }

    [Fact]
    public virtual void Data_and_room_that_hold_at_registration_are_one_event()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        pair.Right.Send([1]);
        pair.Left.AwaitReadable();

        EventRegistration left = mux.Register(pair.Left, Interests.Readable | Interests.Writable, TriggerMode.Edge);

        Assert.Equal(new ReadyEvent(left, Readiness.Readable | Readiness.Writable), mux.WaitForOne());
        mux.AssertQuiet();
    }

    [Fact]
    public virtual void Data_is_reported_to_a_socket_whose_room_was_reported_before()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable | Interests.Writable, TriggerMode.Edge);
        Assert.Equal(new ReadyEvent(left, Readiness.Writable), mux.WaitForOne());

        pair.Right.Send([1]);

        Assert.Equal(new ReadyEvent(left, NewDataBesideRoomReportedBefore), mux.WaitForOne());
        mux.AssertQuiet();
    }

    [Fact]
    public virtual void Room_is_reported_once_and_a_thousand_writes_need_no_further_event()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Writable, TriggerMode.Edge);
        Assert.Equal(new ReadyEvent(left, Readiness.Writable), mux.WaitForOne());

        for (int write = 0; write < 1000; write++)
        {
            Assert.Equal(1, pair.Left.Send([1]));
        }

        mux.AssertQuiet();
    }

    [Fact]
    public virtual void Room_is_reported_when_the_peer_has_read_from_a_full_connection()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Writable, TriggerMode.Edge);
        Assert.Equal(new ReadyEvent(left, Readiness.Writable), mux.WaitForOne());
        pair.Left.Fill();
        left.NotifyWouldBlock(Interests.Writable);
        Drop(mux.Collect(TimeSpan.Zero)); // While the system moved data on, there was room now and then.

        pair.Right.Drain();

        Assert.Equal(new ReadyEvent(left, Readiness.Writable), mux.WaitForOne());
    }

    [Fact]
    public virtual void Each_connection_is_reported_after_an_accept_that_would_block()
    {
        using IEventMultiplexer mux = Create();
        using var listener = new Listener();
        EventRegistration listening = mux.Register(listener.Socket, Interests.Readable, TriggerMode.Edge);

        for (int round = 0; round < 3; round++)
        {
            using Socket client = listener.BeginClient();
            Assert.Equal(new ReadyEvent(listening, Readiness.Readable), mux.WaitForOne());
            using Socket accepted = listener.Socket.Accept();
            Assert.Equal(SocketError.WouldBlock, Assert.Throws<SocketException>(listener.Socket.Accept).SocketErrorCode);
            listening.NotifyWouldBlock(Interests.Readable);
            mux.AssertQuiet();
        }
    }

    [Theory]
    [InlineData(Interests.Readable)]
    [InlineData(Interests.Readable | Interests.Writable)]
    public virtual void Changing_interests_reports_anew_what_still_holds(Interests interests)
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable, TriggerMode.Edge);
        pair.Right.Send([1]);
        Assert.Equal(new ReadyEvent(left, Readiness.Readable), mux.WaitForOne());

        left.Modify(interests);

        Assert.Equal(new ReadyEvent(left, (Readiness)interests), mux.WaitForOne());
        mux.AssertQuiet();
    }

    private static void Drop(IReadOnlyList<ReadyEvent> events) => Assert.True(events.Count <= 1);
}
