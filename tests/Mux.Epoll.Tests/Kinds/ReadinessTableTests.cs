using System.Net.Sockets;

namespace Mux.Epoll.Tests.Kinds;

/// <summary>What Linux reports of endings and errors of descriptors that other systems do not have, or report differently, in the contract's words.</summary>
[OnLinux]
public sealed class ReadinessTableTests
{
    private const Interests All = Interests.Readable | Interests.Writable | Interests.Priority;
    private const Readiness Directions = Readiness.Readable | Readiness.Writable | Readiness.Priority;

    [Fact]
    public void A_pipe_without_writers_is_at_its_end()
    {
        using var mux = new EpollMultiplexer();
        using var pipe = new Pipe();
        EventRegistration reader = mux.Register(pipe.Reader, Interests.Readable);

        pipe.Writer.Dispose();

        Assert.Equal(new ReadyEvent(reader, Readiness.Readable | Readiness.ReadClosed), mux.WaitForOne());
    }

    [Fact]
    public void A_pipe_without_writers_that_still_holds_data_says_both()
    {
        using var mux = new EpollMultiplexer();
        using var pipe = new Pipe();
        pipe.Writer.Write(1);
        pipe.Writer.Dispose();

        EventRegistration reader = mux.Register(pipe.Reader, Interests.Readable);

        Assert.Equal(new ReadyEvent(reader, Readiness.Readable | Readiness.ReadClosed), mux.WaitForOne());
        Assert.Equal([1], pipe.Reader.Read());
        Assert.Equal(new ReadyEvent(reader, Readiness.Readable | Readiness.ReadClosed), mux.WaitForOne());
    }

    [Theory]
    [InlineData(TriggerMode.Level)]
    [InlineData(TriggerMode.Edge)]
    [InlineData(TriggerMode.OneShot)]
    public void A_pipe_without_readers_is_closed_for_writing_and_in_error(TriggerMode trigger)
    {
        using var mux = new EpollMultiplexer();
        using var pipe = new Pipe();
        pipe.Reader.Dispose();

        EventRegistration writer = mux.Register(pipe.Writer, Interests.Writable, trigger);

        Assert.Equal(new ReadyEvent(writer, Readiness.Writable | Readiness.WriteClosed | Readiness.Error), mux.WaitForOne());
    }

    [Fact]
    public void A_unix_stream_whose_peer_closed_is_over_in_both_directions()
    {
        using var mux = new EpollMultiplexer();
        using var pair = SocketPair.OfStreams();
        EventRegistration left = mux.Register(pair.Left, All);

        pair.Right.Dispose();

        Assert.Equal(
            new ReadyEvent(left, Directions | Readiness.ReadClosed | Readiness.WriteClosed), mux.WaitForOne());
    }

    [Fact]
    public void A_unix_stream_whose_peer_closed_with_data_unread_is_in_error()
    {
        using var mux = new EpollMultiplexer();
        using var pair = SocketPair.OfStreams();
        pair.Left.Write(1);
        EventRegistration left = mux.Register(pair.Left, All);

        pair.Right.Dispose();

        Assert.Equal(
            new ReadyEvent(left, Directions | Readiness.ReadClosed | Readiness.WriteClosed | Readiness.Error),
            mux.WaitForOne());
    }

    [Fact]
    public void A_unix_stream_whose_peer_shut_down_sending_is_at_its_end()
    {
        using var mux = new EpollMultiplexer();
        using var pair = SocketPair.OfStreams();
        EventRegistration left = mux.Register(pair.Left, All);

        pair.ShutdownRight();

        Assert.Equal(new ReadyEvent(left, Readiness.Readable | Readiness.Writable | Readiness.ReadClosed), mux.WaitForOne());
    }

    [Fact]
    public void A_unix_datagram_socket_whose_peer_closed_says_nothing_of_it()
    {
        using var mux = new EpollMultiplexer();
        using var pair = SocketPair.OfDatagrams();
        EventRegistration left = mux.Register(pair.Left, All);

        pair.Right.Dispose();

        Assert.Equal(new ReadyEvent(left, Readiness.Writable), mux.WaitForOne());
    }

    [Fact]
    public void A_terminal_whose_other_side_closed_is_over()
    {
        using var mux = new EpollMultiplexer();
        using var pty = new Pty();
        EventRegistration slave = mux.Register(pty.Slave, All);
        Assert.Equal(new ReadyEvent(slave, Readiness.Writable), mux.WaitForOne());

        pty.Master.Dispose();

        mux.WaitUntil(slave, Directions | Readiness.ReadClosed | Readiness.Error);
    }

    [Fact]
    public void A_terminal_s_master_whose_terminal_closed_is_at_its_end()
    {
        using var mux = new EpollMultiplexer();
        using var pty = new Pty();
        EventRegistration master = mux.Register(pty.Master, All);

        pty.Slave.Dispose();

        mux.WaitUntil(master, Directions | Readiness.ReadClosed);
    }

    [Fact]
    public void A_socket_that_was_never_connected_hangs_up()
    {
        using var mux = new EpollMultiplexer();
        using Socket socket = StreamSockets.Unconnected();

        EventRegistration registration = mux.Register(socket, All);

        Assert.Equal(new ReadyEvent(registration, Directions | Readiness.ReadClosed), mux.WaitForOne());
    }
}
