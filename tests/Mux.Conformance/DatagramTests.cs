using System.Net;
using System.Net.Sockets;

namespace Mux.Conformance;

/// <summary>Datagram sockets: each datagram counts, the empty one too.</summary>
public abstract class DatagramTests : ConformanceSuite
{
    /// <summary>What a connected socket reports for both directions after a datagram of its own found nobody.</summary>
    protected virtual Readiness NobodyThere => Readiness.Readable | Readiness.Writable | Readiness.Error;

    [Fact]
    public virtual void An_idle_socket_has_room_and_nothing_to_read()
    {
        using IEventMultiplexer mux = Create();
        using var pair = new UdpPair();

        EventRegistration left = mux.Register(pair.Left, Interests.Readable | Interests.Writable);

        Assert.Equal(new ReadyEvent(left, Readiness.Writable), mux.WaitForOne());
    }

    [Fact]
    public virtual void A_datagram_is_reported_until_it_is_received()
    {
        using IEventMultiplexer mux = Create();
        using var pair = new UdpPair();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable);

        pair.Right.Send([1, 2, 3]);

        Assert.Equal(new ReadyEvent(left, Readiness.Readable), mux.WaitForOne());
        Assert.Equal(new ReadyEvent(left, Readiness.Readable), mux.WaitForOne());
        Assert.Equal(3, pair.Left.Receive(new byte[16]));
        mux.AssertQuiet();
    }

    [Fact]
    public virtual void An_empty_datagram_is_reported()
    {
        using IEventMultiplexer mux = Create();
        using var pair = new UdpPair();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable);

        pair.Right.Send(ReadOnlySpan<byte>.Empty);

        Assert.Equal(new ReadyEvent(left, Readiness.Readable), mux.WaitForOne());
        Assert.Equal(0, pair.Left.Receive(new byte[16]));
        mux.AssertQuiet();
    }

    [Fact]
    public virtual void Several_datagrams_are_reported_until_the_last_is_received()
    {
        using IEventMultiplexer mux = Create();
        using var pair = new UdpPair();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable);

        pair.Right.Send([1]);
        pair.Right.Send([2]);
        pair.Right.Send([3]);

        for (int datagram = 0; datagram < 3; datagram++)
        {
            Assert.Equal(new ReadyEvent(left, Readiness.Readable), mux.WaitForOne());
            Assert.Equal(1, pair.Left.Receive(new byte[16]));
        }

        mux.AssertQuiet();
    }

    [Fact]
    public virtual void An_edge_comes_with_the_datagram_after_a_receive_that_would_block()
    {
        using IEventMultiplexer mux = Create();
        using var pair = new UdpPair();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable, TriggerMode.Edge);

        for (int round = 0; round < 3; round++)
        {
            pair.Right.Send([1]);
            Assert.Equal(new ReadyEvent(left, Readiness.Readable), mux.WaitForOne());
            Assert.Equal(1, pair.Left.Receive(new byte[16]));
            pair.Left.Receive(new byte[16], SocketFlags.None, out SocketError error);
            Assert.Equal(SocketError.WouldBlock, error);
            left.NotifyWouldBlock(Interests.Readable);
            mux.AssertQuiet();
        }
    }

    [Fact]
    public virtual void A_one_shot_reports_one_of_two_datagrams_and_the_other_after_rearming()
    {
        using IEventMultiplexer mux = Create();
        using var pair = new UdpPair();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable, TriggerMode.OneShot);

        pair.Right.Send([1]);
        pair.Right.Send([2]);
        Assert.Equal(new ReadyEvent(left, Readiness.Readable), mux.WaitForOne());
        Assert.Equal(1, pair.Left.Receive(new byte[16]));
        mux.AssertQuiet();
        left.Rearm();

        Assert.Equal(new ReadyEvent(left, Readiness.Readable), mux.WaitForOne());
    }

    [Fact]
    public virtual void A_connected_socket_is_not_ready_for_what_a_stranger_sends()
    {
        using IEventMultiplexer mux = Create();
        using var pair = new UdpPair();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable);
        using var sender = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);

        sender.SendTo([1], pair.Left.LocalEndPoint!);
        mux.AssertQuiet();
        pair.Right.Send([2]);

        Assert.Equal(new ReadyEvent(left, Readiness.Readable), mux.WaitForOne());
    }

    [Fact]
    public virtual void After_connecting_anew_only_the_new_peer_counts()
    {
        using IEventMultiplexer mux = Create();
        using var pair = new UdpPair();
        using var other = new UdpPair();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable);
        other.Right.Connect(pair.Left.LocalEndPoint!);

        pair.Left.Connect(other.Right.LocalEndPoint!);
        pair.Right.Send([1]);
        mux.AssertQuiet();
        other.Right.Send([2]);

        Assert.Equal(new ReadyEvent(left, Readiness.Readable), mux.WaitForOne());
    }

    [Fact]
    public virtual void Interests_can_be_changed_and_the_socket_unregistered()
    {
        using IEventMultiplexer mux = Create();
        using var pair = new UdpPair();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable);
        left.Modify(Interests.Readable);
        mux.AssertQuiet();

        left.Modify(Interests.Writable);
        Assert.Equal(new ReadyEvent(left, Readiness.Writable), mux.WaitForOne());
        left.Dispose();

        mux.AssertQuiet();
    }

    [Fact]
    public virtual void Of_five_sockets_those_with_a_met_interest_are_reported()
    {
        using IEventMultiplexer mux = Create();
        using UdpPair a = new(), b = new(), c = new(), d = new(), e = new();
        mux.Register(a.Left, Interests.Readable);
        EventRegistration got = mux.Register(b.Left, Interests.Readable);
        EventRegistration writer = mux.Register(c.Left, Interests.Writable);
        EventRegistration once = mux.Register(d.Left, Interests.Writable, TriggerMode.OneShot);
        mux.Register(e.Left, Interests.None);

        b.Right.Send([1]);
        b.Left.AwaitReadable();

        Assert.Equal(
            new HashSet<ReadyEvent> { new(got, Readiness.Readable), new(writer, Readiness.Writable), new(once, Readiness.Writable) },
            mux.Collect(Bound.Hang).ToHashSet());
        Assert.Equal(
            new HashSet<ReadyEvent> { new(got, Readiness.Readable), new(writer, Readiness.Writable) },
            mux.Collect(Bound.Hang).ToHashSet());
    }

    [Fact]
    public virtual void Sockets_of_both_address_families_share_a_multiplexer()
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "this system has no IPv6");
        using IEventMultiplexer mux = Create();
        using var four = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { Blocking = false };
        using var six = new Socket(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp) { Blocking = false };
        four.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        six.Bind(new IPEndPoint(IPAddress.IPv6Any, 0));

        EventRegistration first = mux.Register(four, Interests.Writable, TriggerMode.OneShot);
        EventRegistration second = mux.Register(six, Interests.Writable, TriggerMode.OneShot);

        Assert.Equal([new ReadyEvent(first, Readiness.Writable), new ReadyEvent(second, Readiness.Writable)], mux.WaitFor(2));
        mux.AssertQuiet();
    }

    [Fact]
    public virtual void A_datagram_that_found_nobody_is_an_error_until_that_is_taken()
    {
        using IEventMultiplexer mux = Create();
        using var pair = new UdpPair();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable | Interests.Writable);
        pair.Right.Dispose();

        pair.Left.Send([1]);

        mux.WaitUntil(left, NobodyThere);
        Assert.Equal(SocketError.ConnectionRefused, pair.Left.TakeError());
        Assert.Equal(new ReadyEvent(left, Readiness.Writable), mux.WaitForOne());
    }

    [Fact]
    public virtual void Datagrams_and_streams_share_a_multiplexer()
    {
        using IEventMultiplexer mux = Create();
        using var datagrams = new UdpPair();
        using var streams = ConnectedPair.OnLoopback();
        using var listener = new Listener();
        EventRegistration datagram = mux.Register(datagrams.Left, Interests.Readable);
        EventRegistration stream = mux.Register(streams.Left, Interests.Readable);
        EventRegistration listening = mux.Register(listener.Socket, Interests.Readable);

        datagrams.Right.Send([1]);
        streams.Right.Send([1]);
        using Socket client = listener.BeginClient();

        Assert.Equal(
            [new ReadyEvent(datagram, Readiness.Readable), new ReadyEvent(stream, Readiness.Readable), new ReadyEvent(listening, Readiness.Readable)],
            mux.WaitFor(3));
    }
}
