using System.Net.Sockets;

namespace Mux.Conformance;

/// <summary>Edge, where the connection ends: the end is reported, and then there is silence.</summary>
public abstract class EdgeEndTests : ConformanceSuite
{
    /// <summary>What a stream reports that holds unread data and its end. A system may tell of the end only once the data is read.</summary>
    protected virtual Readiness UnreadDataAndEnd => Readiness.Readable | Readiness.ReadClosed;

    [Fact]
    public virtual void The_end_of_the_stream_is_reported_once()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable, TriggerMode.Edge);

        pair.Right.Shutdown(SocketShutdown.Send);

        Assert.Equal(new ReadyEvent(left, Readiness.Readable | Readiness.ReadClosed), mux.WaitForOne());
        mux.AssertQuiet();
    }

    [Fact]
    public virtual void The_end_is_reported_after_data_was_drained()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable, TriggerMode.Edge);
        pair.Right.Send([1]);
        Assert.Equal(new ReadyEvent(left, Readiness.Readable), mux.WaitForOne());
        Assert.Equal(1, pair.Left.Drain());
        left.NotifyWouldBlock(Interests.Readable);

        pair.Right.Shutdown(SocketShutdown.Send);

        Assert.Equal(new ReadyEvent(left, Readiness.Readable | Readiness.ReadClosed), mux.WaitForOne());
        mux.AssertQuiet();
    }

    [Fact]
    public virtual void Data_and_the_end_that_came_before_registering_are_one_event_and_then_silence()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        pair.Right.Send([1, 2, 3]);
        pair.Right.Shutdown(SocketShutdown.Send);
        pair.Left.ReadExactly(1);
        Assert.Equal(2, pair.Left.Receive(new byte[2], SocketFlags.Peek));

        EventRegistration left = mux.Register(pair.Left, Interests.Readable, TriggerMode.Edge);

        Assert.Equal(new ReadyEvent(left, UnreadDataAndEnd), mux.WaitForOne());
        mux.AssertQuiet();
        Assert.Equal([2, 3], pair.Left.ReadExactly(2));
        Assert.Equal(0, pair.Left.Receive(new byte[1]));
    }

    [Theory]
    [InlineData(Interests.Readable)]
    [InlineData(Interests.Writable)]
    [InlineData(Interests.Readable | Interests.Writable)]
    public virtual void A_reset_is_reported_and_then_there_is_silence(Interests interests)
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        pair.Right.CloseWithReset();
        pair.Left.AwaitReadable();

        EventRegistration left = mux.Register(pair.Left, interests, TriggerMode.Edge);

        Assert.Equal(
            new ReadyEvent(left, (Readiness)interests | Readiness.ReadClosed | Readiness.WriteClosed | Readiness.Error), mux.WaitForOne());
        mux.AssertQuiet();
    }

    [Fact]
    public virtual void A_reset_by_a_peer_that_left_data_unread_is_reported_and_then_there_is_silence()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        pair.Left.Send([1]);
        pair.Right.AwaitReadable();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable, TriggerMode.Edge);

        pair.Right.Dispose();

        ReadyEvent ready = mux.WaitForOne();
        Assert.Same(left, ready.Registration);
        Assert.Equal(Readiness.Readable | Readiness.ReadClosed, ready.Readiness & (Readiness.Readable | Readiness.ReadClosed));
        mux.AssertQuiet();
    }

    [Fact]
    public virtual void The_end_of_the_stream_is_nothing_to_a_registration_that_only_writes()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Writable, TriggerMode.Edge);
        Assert.Equal(new ReadyEvent(left, Readiness.Writable), mux.WaitForOne());

        pair.Right.Shutdown(SocketShutdown.Send);
        pair.Left.AwaitReadable();

        // A further edge is allowed; what it must not say is that reading has ended.
        Assert.All(mux.Collect(Bound.Quiet), ready => Assert.Equal(new ReadyEvent(left, Readiness.Writable), ready));
    }
}
