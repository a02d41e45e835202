using System.Net.Sockets;

namespace Mux.Conformance;

/// <summary>Level: every wait reports what holds, for as long as it holds.</summary>
public abstract class LevelTriggerTests : ConformanceSuite
{
    [Fact]
    public virtual void Unread_data_is_reported_by_every_wait()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable);

        pair.Right.Send([1]);

        for (int wait = 0; wait < 5; wait++)
        {
            Assert.Equal(new ReadyEvent(left, Readiness.Readable), mux.WaitForOne());
        }
    }

    [Fact]
    public virtual void Data_that_was_read_in_part_is_reported_again_and_data_that_was_read_is_not()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable);
        pair.Right.Send([1, 2, 3, 4, 5]);
        Assert.Equal(new ReadyEvent(left, Readiness.Readable), mux.WaitForOne());

        Assert.Equal([1, 2, 3], pair.Left.ReadExactly(3));
        Assert.Equal(new ReadyEvent(left, Readiness.Readable), mux.WaitForOne());
        Assert.Equal([4, 5], pair.Left.ReadExactly(2));

        mux.AssertQuiet();
    }

    [Fact]
    public virtual void Data_that_was_read_before_the_wait_is_not_reported()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        mux.Register(pair.Left, Interests.Readable);

        pair.Right.Send([1]);
        pair.Left.ReadExactly(1);

        mux.AssertQuiet();
    }

    [Fact]
    public virtual void New_data_after_all_was_read_is_reported()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable);

        for (byte round = 0; round < 5; round++)
        {
            pair.Right.Send([round]);
            Assert.Equal(new ReadyEvent(left, Readiness.Readable), mux.WaitForOne());
            Assert.Equal([round], pair.Left.ReadExactly(1));
            Assert.Empty(mux.Collect(TimeSpan.Zero));
        }
    }

    [Fact]
    public virtual void Room_to_write_is_reported_by_every_wait()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Writable);

        for (int wait = 0; wait < 5; wait++)
        {
            Assert.Equal(new ReadyEvent(left, Readiness.Writable), mux.WaitForOne());
        }
    }

    [Fact]
    public virtual void A_full_socket_has_no_room_until_the_peer_reads()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Writable);

        for (int round = 0; round < 2; round++)
        {
            pair.Left.Fill();
            while (mux.Collect(Bound.Quiet) is [_])
            {
                Assert.NotEqual(0, pair.Left.Fill()); // On a busy machine TCP moves data on late: then there is room, or the report was wrong.
            }

            Assert.Empty(mux.Collect(TimeSpan.Zero));
            pair.Right.Drain();
            Assert.Equal(new ReadyEvent(left, Readiness.Writable), mux.WaitForOne());
        }
    }

    [Fact]
    public virtual void Every_send_after_room_was_reported_takes_something()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Writable);
        var chunk = new byte[16 * 1024];

        for (int round = 0; round < 5; round++)
        {
            while (mux.Collect(TimeSpan.Zero) is [ReadyEvent ready])
            {
                Assert.Equal(new ReadyEvent(left, Readiness.Writable), ready);
                Assert.NotEqual(0, pair.Left.Send(chunk));
            }

            pair.Right.Drain();
        }

        Assert.Equal(new ReadyEvent(left, Readiness.Writable), mux.WaitForOne());
    }

    [Fact]
    public virtual void A_connection_is_reported_until_it_is_accepted()
    {
        using IEventMultiplexer mux = Create();
        using var listener = new Listener();
        EventRegistration listening = mux.Register(listener.Socket, Interests.Readable);
        mux.AssertQuiet();

        using Socket client = listener.BeginClient();
        Assert.Equal(new ReadyEvent(listening, Readiness.Readable), mux.WaitForOne());
        Assert.Equal(new ReadyEvent(listening, Readiness.Readable), mux.WaitForOne());
        using Socket accepted = listener.Socket.Accept();

        mux.AssertQuiet();
        var second = Assert.Throws<SocketException>(listener.Socket.Accept);
        Assert.Equal(SocketError.WouldBlock, second.SocketErrorCode);
    }

    [Fact]
    public virtual void Each_connection_is_reported()
    {
        using IEventMultiplexer mux = Create();
        using var listener = new Listener();
        EventRegistration listening = mux.Register(listener.Socket, Interests.Readable);

        for (int round = 0; round < 3; round++)
        {
            using Socket client = listener.BeginClient();
            Assert.Equal(new ReadyEvent(listening, Readiness.Readable), mux.WaitForOne());
            using Socket accepted = listener.Socket.Accept();
            Assert.Empty(mux.Collect(TimeSpan.Zero));
        }
    }

    [Fact]
    public virtual void The_end_of_the_stream_is_reported_by_every_wait_also_after_it_was_read()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable);

        pair.Right.Shutdown(SocketShutdown.Send);
        Assert.Equal(new ReadyEvent(left, Readiness.Readable | Readiness.ReadClosed), mux.WaitForOne());
        Assert.Equal(0, pair.Left.Receive(new byte[1]));

        Assert.Equal(new ReadyEvent(left, Readiness.Readable | Readiness.ReadClosed), mux.WaitForOne());
        Assert.Equal(new ReadyEvent(left, Readiness.Readable | Readiness.ReadClosed), mux.WaitForOne());
    }

    [Fact]
    public virtual void A_lost_connection_stays_reported_after_its_error_was_taken()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        mux.Register(pair.Left, Interests.Readable);
        pair.Right.CloseWithReset();
        mux.WaitForOne();

        pair.Left.TakeError();

        const Readiness gone = Readiness.Readable | Readiness.ReadClosed | Readiness.WriteClosed;
        Assert.Equal(gone, mux.WaitForOne().Readiness & ~Readiness.Error);
        Assert.Equal(gone, mux.WaitForOne().Readiness & ~Readiness.Error);
    }

    [Fact]
    public virtual void A_would_block_notice_changes_nothing_in_level_mode()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable);

        left.NotifyWouldBlock(Interests.Readable);
        pair.Right.Send([1]);

        Assert.Equal(new ReadyEvent(left, Readiness.Readable), mux.WaitForOne());
        left.NotifyWouldBlock(Interests.Readable);
        Assert.Equal(new ReadyEvent(left, Readiness.Readable), mux.WaitForOne());
    }
}
