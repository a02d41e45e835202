using System.Net.Sockets;

namespace Mux.Conformance;

/// <summary>The table of conditions, row by row: what exactly is reported for what, to whom.</summary>
public abstract class ReadinessTests : ConformanceSuite
{
    private const Interests Both = Interests.Readable | Interests.Writable;
    private const Readiness Closed = Readiness.ReadClosed | Readiness.WriteClosed;

    /// <summary>Both directions of a stream have ended in order. Not every system can tell this from the end of one.</summary>
    protected virtual Readiness BothHalvesShut => Closed;

    /// <summary>The peer is closed, in order, and nothing was sent to it since: TCP cannot tell this from the end of its sending half.</summary>
    protected virtual Readiness PeerClosed => Readiness.ReadClosed;

    [Theory]
    [InlineData(Interests.Readable, Readiness.Readable)]
    [InlineData(Interests.Writable, Readiness.Writable)]
    [InlineData(Both, Readiness.Readable | Readiness.Writable)]
    public virtual void Data_to_read(Interests interests, Readiness expected)
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        pair.Right.Send([1]);
        pair.Left.AwaitReadable();

        EventRegistration left = mux.Register(pair.Left, interests);

        Assert.Equal(new ReadyEvent(left, expected), mux.WaitForOne());
    }

    [Theory]
    [InlineData(Interests.Writable)]
    [InlineData(Both)]
    public virtual void Room_to_write(Interests interests)
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();

        EventRegistration left = mux.Register(pair.Left, interests);

        Assert.Equal(new ReadyEvent(left, Readiness.Writable), mux.WaitForOne());
    }

    [Theory]
    [InlineData(Interests.Readable)]
    [InlineData(Both)]
    public virtual void A_connection_to_accept(Interests interests)
    {
        using IEventMultiplexer mux = Create();
        using var listener = new Listener();
        EventRegistration listening = mux.Register(listener.Socket, interests);

        using Socket client = listener.BeginClient();

        Assert.Equal(new ReadyEvent(listening, Readiness.Readable), mux.WaitForOne());
    }

    [Fact]
    public virtual void A_listener_has_never_room_to_write()
    {
        using IEventMultiplexer mux = Create();
        using var listener = new Listener();
        mux.Register(listener.Socket, Interests.Writable);

        using Socket client = listener.BeginClient();
        listener.Socket.AwaitReadable();

        mux.AssertQuiet();
    }

    [Theory]
    [InlineData(Interests.Readable, Readiness.Readable | Readiness.ReadClosed)]
    [InlineData(Interests.Writable, Readiness.Writable)]
    [InlineData(Both, Readiness.Readable | Readiness.Writable | Readiness.ReadClosed)]
    public virtual void The_peer_has_shut_down_its_sending_half(Interests interests, Readiness expected)
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        pair.Right.Shutdown(SocketShutdown.Send);
        pair.Left.AwaitReadable();

        EventRegistration left = mux.Register(pair.Left, interests);

        Assert.Equal(new ReadyEvent(left, expected), mux.WaitForOne());
    }

    [Fact]
    public virtual void Neither_direction_is_closed_before_the_peer_has_shut_down()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Both);
        pair.Right.Send([1]);
        pair.Left.AwaitReadable();
        Assert.Equal(new ReadyEvent(left, Readiness.Readable | Readiness.Writable), mux.WaitForOne());
        pair.Left.ReadExactly(1);

        pair.Right.Shutdown(SocketShutdown.Send);
        pair.Left.AwaitReadable();

        Assert.Equal(new ReadyEvent(left, Readiness.Readable | Readiness.Writable | Readiness.ReadClosed), mux.WaitForOne());
    }

    [Fact]
    public virtual void The_end_is_reported_beside_unread_data_or_once_that_is_read()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable);
        pair.Right.Send([1, 2]);
        pair.Right.Shutdown(SocketShutdown.Send);

        Assert.True(mux.WaitForOne().CanRead);
        Assert.Equal([1, 2], pair.Left.ReadExactly(2));

        mux.WaitUntil(left, Readiness.Readable | Readiness.ReadClosed);
        Assert.Equal(0, pair.Left.Receive(new byte[1]));
    }

    [Theory]
    [InlineData(Interests.Readable)]
    [InlineData(Interests.Writable)]
    [InlineData(Both)]
    public virtual void Both_halves_are_shut_down(Interests interests)
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        pair.Left.Shutdown(SocketShutdown.Send);
        pair.Right.Shutdown(SocketShutdown.Send);
        pair.Left.AwaitReadable();

        EventRegistration left = mux.Register(pair.Left, interests);

        mux.WaitUntil(left, (Readiness)interests | BothHalvesShut);
    }

    [Theory]
    [InlineData(Interests.Readable)]
    [InlineData(Both)]
    public virtual void The_peer_is_closed(Interests interests)
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        pair.Right.Dispose();
        pair.Left.AwaitReadable();

        EventRegistration left = mux.Register(pair.Left, interests);

        Assert.Equal(new ReadyEvent(left, (Readiness)interests | PeerClosed), mux.WaitForOne());
    }

    [Theory]
    [InlineData(Interests.Readable)]
    [InlineData(Interests.Writable)]
    [InlineData(Both)]
    public virtual void The_connection_was_reset(Interests interests)
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        pair.Right.CloseWithReset();
        pair.Left.AwaitReadable();

        EventRegistration left = mux.Register(pair.Left, interests);

        Assert.Equal(new ReadyEvent(left, (Readiness)interests | Closed | Readiness.Error), mux.WaitForOne());
    }

    [Fact]
    public virtual void A_reset_reaches_a_wait_for_reading_and_the_read_then_fails()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable);

        pair.Right.CloseWithReset();

        Assert.Equal(new ReadyEvent(left, Readiness.Readable | Closed | Readiness.Error), mux.WaitForOne());
        pair.Left.Receive(new byte[1], SocketFlags.None, out SocketError read);
        Assert.Equal(SocketError.ConnectionReset, read);
    }

    [Fact]
    public virtual void The_peer_closed_over_unread_data()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        pair.Left.Send([1]);
        pair.Right.AwaitReadable();

        pair.Right.Dispose();
        pair.Left.AwaitReadable();
        EventRegistration left = mux.Register(pair.Left, Both);

        mux.WaitUntil(left, Readiness.Readable | Readiness.Writable | Closed | Readiness.Error);
    }

    [Fact]
    public virtual void Writing_on_to_a_closed_peer_ends_in_an_error_that_is_reported()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Writable);
        pair.Right.Dispose();

        // The first write is what makes the peer's system answer with a reset.
        pair.Left.Send([1], SocketFlags.None, out _);

        mux.WaitUntil(left, Readiness.Writable | Closed | Readiness.Error);
    }

    [Fact]
    public virtual void Shutting_down_the_own_sending_half_leaves_reading_as_it_was()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable);

        pair.Left.Shutdown(SocketShutdown.Send);
        mux.AssertQuiet();
        pair.Right.Send([1]);

        Assert.Equal(new ReadyEvent(left, Readiness.Readable), mux.WaitForOne());
    }
}
