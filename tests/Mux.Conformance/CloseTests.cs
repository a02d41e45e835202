using System.Net.Sockets;

namespace Mux.Conformance;

/// <summary>Who owns the handles: the caller. What closing them means, with and without unregistering first.</summary>
public abstract class CloseTests : ConformanceSuite
{
    [Theory]
    [InlineData(TriggerMode.Level)]
    [InlineData(TriggerMode.Edge)]
    [InlineData(TriggerMode.OneShot)]
    public virtual void A_listener_that_was_closed_without_unregistering_is_silent(TriggerMode trigger)
    {
        using IEventMultiplexer mux = Create();
        var listener = new Listener();
        mux.Register(listener.Socket, Interests.Readable | Interests.Writable, trigger);

        listener.Dispose();

        mux.AssertQuiet();
    }

    [Fact]
    public virtual void A_listener_that_was_closed_over_a_pending_connection_is_silent()
    {
        using IEventMultiplexer mux = Create();
        var listener = new Listener();
        mux.Register(listener.Socket, Interests.Readable);
        using Socket client = listener.BeginClient();
        listener.Socket.AwaitReadable();

        listener.Dispose();

        mux.AssertQuiet();
    }

    [Fact]
    public virtual void Of_several_sockets_those_that_are_still_open_are_reported()
    {
        using IEventMultiplexer mux = Create();
        using UdpPair a = new(), b = new(), c = new(), d = new(), e = new();
        EventRegistration closed = mux.Register(a.Left, Interests.Readable);
        mux.Register(b.Left, Interests.Readable);
        EventRegistration writer = mux.Register(c.Left, Interests.Writable);
        EventRegistration once = mux.Register(d.Left, Interests.Writable, TriggerMode.OneShot);
        mux.Register(e.Left, Interests.None);

        a.Left.Dispose();

        Assert.Equal(
            new HashSet<ReadyEvent> { new(writer, Readiness.Writable), new(once, Readiness.Writable) }, mux.Collect(Bound.Hang).ToHashSet());
        Assert.Throws<ObjectDisposedException>(() => closed.Modify(Interests.Writable));
        closed.Dispose();
        c.Left.Dispose();
        mux.AssertQuiet();
        b.Left.Dispose();
        d.Left.Dispose();
        e.Left.Dispose();
        mux.AssertQuiet();
    }

    [Fact]
    public virtual void Sixty_four_sockets_closed_at_once_without_unregistering_are_silent()
    {
        using IEventMultiplexer mux = Create();
        using var pairs = new ManyPairs(64);
        pairs.RegisterEach(mux, Interests.Readable | Interests.Writable);

        for (int i = 0; i < 64; i++)
        {
            pairs[i].Left.Dispose();
        }

        mux.AssertQuiet();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public virtual void The_peer_meets_the_end_when_a_registered_socket_is_closed(bool unregisterFirst)
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable | Interests.Writable);
        Assert.Equal(new ReadyEvent(left, Readiness.Writable), mux.WaitForOne());
        pair.Left.Receive(new byte[1], SocketFlags.None, out SocketError error);
        Assert.Equal(SocketError.WouldBlock, error);

        if (unregisterFirst)
        {
            left.Dispose();
        }

        pair.Left.Dispose();

        pair.Right.AwaitReadable();
        Assert.Equal(0, pair.Right.Receive(new byte[1]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public virtual void What_was_written_before_the_close_reaches_the_peer(bool unregisterFirst)
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Writable);
        EventRegistration right = mux.Register(pair.Right, Interests.Readable);
        Assert.Equal(new ReadyEvent(left, Readiness.Writable), mux.WaitForOne());
        pair.Left.Send([1, 2, 3, 4]);

        if (unregisterFirst)
        {
            left.Dispose();
        }

        pair.Left.Dispose();

        Assert.True(mux.WaitForOne() is { CanRead: true } ready && ready.Registration == right);
        Assert.Equal([1, 2, 3, 4], pair.Right.ReadExactly(4));
        mux.WaitUntil(right, Readiness.Readable | Readiness.ReadClosed);
    }

    [Fact]
    public virtual void Both_peers_in_one_multiplexer_and_one_of_them_closed_tells_the_other()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable);
        EventRegistration right = mux.Register(pair.Right, Interests.Readable);

        left.Dispose();
        pair.Left.Dispose();

        Assert.Equal(new ReadyEvent(right, Readiness.Readable | Readiness.ReadClosed), mux.WaitForOne());
    }

    [Fact]
    public virtual void Closing_a_registered_socket_does_not_hang()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        mux.Register(pair.Left, Interests.Readable);
        Background waiter = Background.RunUntilAboutToWait(about =>
        {
            about();
            mux.Wait(new ReadyEvents(), Timeout.InfiniteTimeSpan);
        });

        Background.Run(pair.Left.Dispose).Join();

        mux.Wake();
        waiter.Join();
    }

    [Fact]
    public virtual void A_handler_may_close_what_its_batch_is_about()
    {
        using IEventMultiplexer mux = Create();
        using var pairs = new ManyPairs(3);
        EventRegistration[] all = pairs.RegisterEach(mux, Interests.Writable);
        var events = new ReadyEvents();
        Assert.Equal(3, mux.Wait(events, Bound.Hang));

        int handled = 0;
        foreach (ReadyEvent ready in events)
        {
            handled++;
            Assert.True(ready.Registration.IsRegistered);
            for (int i = 0; i < 3; i++)
            {
                all[i].Dispose();
                pairs[i].Left.Dispose();
            }
        }

        Assert.Equal(1, handled);
        mux.AssertQuiet();
    }

    [Fact]
    public virtual void Unregistering_leaves_the_socket_open()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();

        mux.Register(pair.Left, Interests.Readable).Dispose();
        pair.Right.Send([1]);

        Assert.False(pair.Left.SafeHandle.IsClosed);
        Assert.Equal([1], pair.Left.ReadExactly(1));
    }

    [Fact]
    public virtual void Disposing_of_the_multiplexer_leaves_the_sockets_open()
    {
        IEventMultiplexer mux = Create();
        using IEventMultiplexer other = Create();
        using var pair = ConnectedPair.OnLoopback();
        mux.Register(pair.Left, Interests.Readable);

        mux.Dispose();
        EventRegistration left = other.Register(pair.Left, Interests.Readable);
        pair.Right.Send([1]);

        Assert.Equal(new ReadyEvent(left, Readiness.Readable), other.WaitForOne());
        Assert.Equal([1], pair.Left.ReadExactly(1));
    }

    [Fact]
    public virtual void A_paused_and_a_used_up_registration_of_closed_sockets_are_silent()
    {
        using IEventMultiplexer mux = Create();
        using var paused = ConnectedPair.OnLoopback();
        using var used = ConnectedPair.OnLoopback();
        mux.Register(paused.Left, Interests.None);
        mux.Register(used.Left, Interests.Writable, TriggerMode.OneShot);
        mux.WaitForOne();

        paused.Left.Dispose();
        used.Left.Dispose();

        mux.AssertQuiet();
    }

    [Fact]
    public virtual void Sockets_closed_without_unregistering_do_not_hinder_disposal()
    {
        IEventMultiplexer mux = Create();
        using var pairs = new ManyPairs(8);
        EventRegistration[] all = pairs.RegisterEach(mux, Interests.Readable | Interests.Writable);
        for (int i = 0; i < 8; i++)
        {
            pairs[i].Left.Dispose();
        }

        mux.Dispose();

        Assert.All(all, one => Assert.False(one.IsRegistered));
    }
}
