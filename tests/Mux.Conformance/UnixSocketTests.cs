using System.Net.Sockets;

namespace Mux.Conformance;

/// <summary>Unix domain sockets, where the system has them. Unlike TCP, they tell a closed peer from the end of its sending half.</summary>
public abstract class UnixSocketTests : ConformanceSuite
{
    /// <summary>To a registration for both directions, after the peer was closed.</summary>
    protected virtual Readiness PeerClosed => Readiness.Readable | Readiness.Writable | Readiness.ReadClosed | Readiness.WriteClosed;

    /// <summary>To a registration for both directions, after the peer was closed over data that it had not read.</summary>
    protected virtual Readiness PeerClosedOverUnreadData => PeerClosed | Readiness.Error;

    [Theory]
    [InlineData(TriggerMode.Level)]
    [InlineData(TriggerMode.Edge)]
    [InlineData(TriggerMode.OneShot)]
    public virtual void Data_is_reported(TriggerMode trigger)
    {
        using var pair = ConnectedPair.OverUnixSocket();
        using IEventMultiplexer mux = Create();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable, trigger);
        mux.AssertQuiet();

        pair.Right.Send([1]);

        Assert.Equal(new ReadyEvent(left, Readiness.Readable), mux.WaitForOne());
    }

    [Fact]
    public virtual void Room_is_reported_until_it_is_used_up_and_again_once_the_peer_has_read()
    {
        using var pair = ConnectedPair.OverUnixSocket();
        using IEventMultiplexer mux = Create();
        EventRegistration left = mux.Register(pair.Left, Interests.Writable);
        Assert.Equal(new ReadyEvent(left, Readiness.Writable), mux.WaitForOne());

        pair.Left.Fill();
        mux.AssertQuiet();
        pair.Right.Drain();

        Assert.Equal(new ReadyEvent(left, Readiness.Writable), mux.WaitForOne());
    }

    [Fact]
    public virtual void The_end_of_the_peers_sending_half_is_reported()
    {
        using var pair = ConnectedPair.OverUnixSocket();
        using IEventMultiplexer mux = Create();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable | Interests.Writable);

        pair.Right.Shutdown(SocketShutdown.Send);

        Assert.Equal(new ReadyEvent(left, Readiness.Readable | Readiness.Writable | Readiness.ReadClosed), mux.WaitForOne());
        Assert.Equal(0, pair.Left.Receive(new byte[1]));
    }

    [Fact]
    public virtual void A_closed_peer_is_reported()
    {
        using var pair = ConnectedPair.OverUnixSocket();
        using IEventMultiplexer mux = Create();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable | Interests.Writable);

        pair.Right.Dispose();

        Assert.Equal(new ReadyEvent(left, PeerClosed), mux.WaitForOne());
    }

    [Fact]
    public virtual void A_peer_that_was_closed_over_unread_data_is_reported()
    {
        using var pair = ConnectedPair.OverUnixSocket();
        using IEventMultiplexer mux = Create();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable | Interests.Writable);
        pair.Left.Send([1]);

        pair.Right.Dispose();

        Assert.Equal(new ReadyEvent(left, PeerClosedOverUnreadData), mux.WaitForOne());
    }

    [Fact]
    public virtual void A_connection_to_a_path_is_reported_to_the_listener()
    {
        Assert.SkipUnless(Socket.OSSupportsUnixDomainSockets, "this system has no Unix domain sockets");
        using IEventMultiplexer mux = Create();
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { Blocking = false };
        listener.Bind(new UnixDomainSocketEndPoint(path));
        try
        {
            listener.Listen(1);
            EventRegistration listening = mux.Register(listener, Interests.Readable);
            using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

            client.Connect(new UnixDomainSocketEndPoint(path));
            Assert.Equal(new ReadyEvent(listening, Readiness.Readable), mux.WaitForOne());
            using Socket accepted = listener.Accept();

            mux.AssertQuiet();
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public virtual void An_unregistered_socket_is_silent()
    {
        using var pair = ConnectedPair.OverUnixSocket();
        using IEventMultiplexer mux = Create();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable | Interests.Writable);

        left.Dispose();
        pair.Right.Send([1]);
        pair.Right.Dispose();

        mux.AssertQuiet();
    }
}
