using System.Net.Sockets;

namespace Mux.Conformance;

/// <summary>Connecting without blocking: the multiplexer tells when it is over, and the socket how.</summary>
public abstract class ConnectTests : ConformanceSuite
{
    private const Readiness Failed = Readiness.ReadClosed | Readiness.WriteClosed | Readiness.Error;

    [Theory]
    [InlineData(TriggerMode.Level)]
    [InlineData(TriggerMode.Edge)]
    [InlineData(TriggerMode.OneShot)]
    public virtual void A_finished_connect_is_room_to_write(TriggerMode trigger)
    {
        using IEventMultiplexer mux = Create();
        using var listener = new Listener();
        using Socket client = listener.BeginClient();

        EventRegistration connecting = mux.Register(client, Interests.Writable, trigger);

        Assert.Equal(new ReadyEvent(connecting, Readiness.Writable), mux.WaitForOne());
        Assert.Equal(SocketError.Success, client.TakeError());
        Assert.Equal(1, client.Send([1]));
    }

    [Fact]
    public virtual void A_socket_that_was_registered_before_its_connect_began_is_reported()
    {
        using IEventMultiplexer mux = Create();
        using var listener = new Listener();
        using Socket client = StreamSockets.Unconnected();
        EventRegistration connecting = mux.Register(client, Interests.Writable);

        client.BeginConnectTo(listener.EndPoint);

        Assert.Equal(new ReadyEvent(connecting, Readiness.Writable), mux.WaitForOne());
    }

    [Fact]
    public virtual void A_finished_connect_is_nothing_to_read()
    {
        using IEventMultiplexer mux = Create();
        using var listener = new Listener();
        using Socket client = listener.BeginClient();
        EventRegistration connecting = mux.Register(client, Interests.Readable);
        using Socket server = listener.AcceptOne();

        mux.AssertQuiet();
        server.Send([1]);

        Assert.Equal(new ReadyEvent(connecting, Readiness.Readable), mux.WaitForOne());
    }

    [Fact]
    public virtual void Client_and_listener_in_one_multiplexer_are_both_told()
    {
        using IEventMultiplexer mux = Create();
        using var listener = new Listener();
        EventRegistration listening = mux.Register(listener.Socket, Interests.Readable);

        using Socket client = listener.BeginClient();
        EventRegistration connecting = mux.Register(client, Interests.Readable | Interests.Writable);

        Assert.Equal([new ReadyEvent(listening, Readiness.Readable), new ReadyEvent(connecting, Readiness.Writable)], mux.WaitFor(2));
    }

    [Fact]
    public virtual void The_servers_end_follows_the_finished_connect()
    {
        using IEventMultiplexer mux = Create();
        using var listener = new Listener();
        using Socket client = listener.BeginClient();
        EventRegistration connecting = mux.Register(client, Interests.Readable | Interests.Writable);
        Assert.Equal(new ReadyEvent(connecting, Readiness.Writable), mux.WaitForOne());

        listener.AcceptOne().Dispose();
        client.AwaitReadable();

        Assert.Equal(new ReadyEvent(connecting, Readiness.Readable | Readiness.Writable | Readiness.ReadClosed), mux.WaitForOne());
    }

    [Fact]
    public virtual void Addresses_are_known_once_the_connect_has_finished()
    {
        using IEventMultiplexer mux = Create();
        using var listener = new Listener();
        using Socket client = listener.BeginClient();
        mux.Register(client, Interests.Writable);

        mux.WaitForOne();
        using Socket server = listener.AcceptOne();

        Assert.Equal(client.LocalEndPoint, server.RemoteEndPoint);
        Assert.Equal(listener.EndPoint, server.LocalEndPoint);
    }

    [Fact]
    public virtual void Three_connects_at_once_are_all_reported()
    {
        using IEventMultiplexer mux = Create();
        using var listener = new Listener();
        using Socket first = listener.BeginClient();
        using Socket second = listener.BeginClient();
        using Socket third = listener.BeginClient();

        EventRegistration[] connecting = [.. new[] { first, second, third }.Select(client => mux.Register(client, Interests.Writable))];

        Assert.Equal(connecting.Select(one => new ReadyEvent(one, Readiness.Writable)).ToHashSet(), mux.WaitFor(3));
    }

    [Fact]
    public virtual void An_accepted_socket_has_room_at_once_and_nothing_to_read()
    {
        using IEventMultiplexer mux = Create();
        using var listener = new Listener();
        using Socket client = listener.BeginClient();
        using Socket server = listener.AcceptOne();

        EventRegistration serving = mux.Register(server, Interests.Readable | Interests.Writable);

        Assert.Equal(new ReadyEvent(serving, Readiness.Writable), mux.WaitForOne());
    }

    [Fact]
    public virtual void A_connection_that_came_before_the_listener_was_registered_is_reported()
    {
        using IEventMultiplexer mux = Create();
        using var listener = new Listener();
        using Socket client = listener.BeginClient();
        listener.Socket.AwaitReadable();

        EventRegistration listening = mux.Register(listener.Socket, Interests.Readable, TriggerMode.Edge);

        Assert.Equal(new ReadyEvent(listening, Readiness.Readable), mux.WaitForOne());
    }

    [Fact]
    public virtual void A_client_that_has_left_again_can_still_be_accepted()
    {
        using IEventMultiplexer mux = Create();
        using var listener = new Listener();
        EventRegistration listening = mux.Register(listener.Socket, Interests.Readable);
        Socket client = listener.BeginClient();
        EventRegistration connecting = mux.Register(client, Interests.Writable);
        Assert.Equal([new ReadyEvent(listening, Readiness.Readable), new ReadyEvent(connecting, Readiness.Writable)], mux.WaitFor(2));

        connecting.Dispose();
        client.Dispose();

        Assert.Equal(new ReadyEvent(listening, Readiness.Readable), mux.WaitForOne());
        using Socket accepted = listener.Socket.Accept();
        mux.AssertQuiet();
    }

    [Theory]
    [InlineData(Interests.Readable)]
    [InlineData(Interests.Writable)]
    [InlineData(Interests.Readable | Interests.Writable)]
    public virtual void A_refused_connect_is_an_error_on_all_that_was_asked_for(Interests interests)
    {
        using IEventMultiplexer mux = Create();
        using var port = new RefusingPort();
        using Socket client = port.BeginClient();

        EventRegistration connecting = mux.Register(client, interests);

        Assert.Equal(new ReadyEvent(connecting, (Readiness)interests | Failed), mux.WaitForOne());
        Assert.Equal(SocketError.ConnectionRefused, client.TakeError());
    }

    [Theory]
    [InlineData(TriggerMode.Edge)]
    [InlineData(TriggerMode.OneShot)]
    public virtual void A_refused_connect_is_reported_and_then_there_is_silence(TriggerMode trigger)
    {
        using IEventMultiplexer mux = Create();
        using var port = new RefusingPort();
        using Socket client = port.BeginClient();

        EventRegistration connecting = mux.Register(client, Interests.Writable, trigger);

        Assert.Equal(new ReadyEvent(connecting, Readiness.Writable | Failed), mux.WaitForOne());
        mux.AssertQuiet();
    }

    [Fact]
    public virtual void A_refused_connect_that_was_unregistered_is_silent()
    {
        using IEventMultiplexer mux = Create();
        using var port = new RefusingPort();
        using Socket client = port.BeginClient();
        EventRegistration connecting = mux.Register(client, Interests.Writable);
        Assert.True(mux.WaitForOne().IsError);

        connecting.Dispose();

        mux.AssertQuiet();
    }
}
