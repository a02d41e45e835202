namespace Mux.Sockets.Conformance;

/// <summary>Sockets of Mux on the bare interface: their would-block answers keep edges coming, without a word from the caller.</summary>
public abstract class StreamEdgeTests
{
    protected abstract IEventMultiplexer Create();

    [Fact]
    public void After_would_block_each_arrival_is_reported_again()
    {
        using IEventMultiplexer mux = Create();
        using var pair = StreamPair.OnLoopback();
        EventRegistration registration = pair.Left.Register(mux, Interests.Readable, TriggerMode.Edge);
        byte[] buffer = new byte[8];

        for (int round = 0; round < 3; round++)
        {
            Assert.True(pair.Right.TrySend([1]).IsDone);
            Assert.Equal(new ReadyEvent(registration, Readiness.Readable), mux.WaitForOne());
            Assert.Equal(SocketResult.Done(1), pair.Left.TryReceive(buffer));
            Assert.True(pair.Left.TryReceive(buffer).WouldBlock);
        }

        mux.AssertQuiet();
    }

    [Fact]
    public void After_a_full_send_buffer_room_is_reported()
    {
        using IEventMultiplexer mux = Create();
        using var pair = StreamPair.OnLoopback();
        EventRegistration registration = pair.Left.Register(mux, Interests.Writable, TriggerMode.Edge);
        Assert.Equal(Readiness.Writable, mux.WaitForOne().Readiness);
        long sent = pair.Fill();
        mux.Collect(TimeSpan.Zero); // Room that came while it was being filled.
        while (pair.Left.TrySend(new byte[1]).IsDone)
        {
            sent++;
        }

        pair.Right.ReceiveExactly((int)sent);

        Assert.Equal(new ReadyEvent(registration, Readiness.Writable), mux.WaitForOne());
    }

    [Fact]
    public void The_state_of_an_event_is_the_socket_unless_another_was_given()
    {
        using IEventMultiplexer mux = Create();
        using var pair = StreamPair.OnLoopback();
        pair.Left.Register(mux, Interests.Readable);

        Assert.True(pair.Right.TrySend([1]).IsDone);

        Assert.Same(pair.Left, mux.WaitForOne().State);
    }

    [Fact]
    public void Disposing_of_a_socket_ends_its_registration_first()
    {
        using IEventMultiplexer mux = Create();
        using var pair = StreamPair.OnLoopback();
        EventRegistration registration = pair.Left.Register(mux, Interests.Readable);
        Assert.True(pair.Right.TrySend([1]).IsDone);

        pair.Left.Dispose();

        Assert.False(registration.IsRegistered);
        mux.AssertQuiet();
    }

    [Fact]
    public void A_socket_that_is_registered_is_refused_a_second_watch()
    {
        using IEventMultiplexer mux = Create();
        using var pair = StreamPair.OnLoopback();
        pair.Left.Register(mux, Interests.Readable);

        Assert.Throws<InvalidOperationException>(() => pair.Left.Register(mux, Interests.Writable));
    }

    [Fact]
    public void A_socket_whose_registration_has_ended_can_be_registered_again()
    {
        using IEventMultiplexer mux = Create();
        using var pair = StreamPair.OnLoopback();
        pair.Left.Register(mux, Interests.Readable).Dispose();

        EventRegistration again = pair.Left.Register(mux, Interests.Readable);
        Assert.True(pair.Right.TrySend([1]).IsDone);

        Assert.Same(again, mux.WaitForOne().Registration);
    }

    [Fact]
    public void A_listener_that_was_emptied_reports_the_next_peer()
    {
        using IEventMultiplexer mux = Create();
        using StreamListener listener = StreamListener.Listen(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        listener.Register(mux, Interests.Readable, TriggerMode.Edge);

        for (int round = 0; round < 3; round++)
        {
            using StreamSocket peer = StreamSocket.Open(System.Net.Sockets.AddressFamily.InterNetwork);
            peer.TryConnect(listener.LocalEndPoint!);
            Assert.True(mux.WaitForOne().CanRead);
            Assert.True(listener.TryAccept(out StreamSocket? accepted, out _));
            accepted.Dispose();
            Assert.False(listener.TryAccept(out _, out System.Net.Sockets.SocketError error));
            Assert.Equal(System.Net.Sockets.SocketError.WouldBlock, error);
        }
    }
}
