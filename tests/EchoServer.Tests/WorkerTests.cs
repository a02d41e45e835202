using System.Net.Sockets;
using Mux;

namespace EchoServer.Tests;

public sealed class WorkerTests
{
    [Theory]
    [InlineData(TriggerMode.Level)]
    [InlineData(TriggerMode.Edge)]
    [InlineData(TriggerMode.OneShot)]
    public void A_message_allocates_nothing(TriggerMode trigger)
    {
        using IEventMultiplexer multiplexer = EventMultiplexer.Create();
        using var server = new InsideServer(multiplexer, trigger);
        using var client = new Client(server.EndPoint);
        byte[] message = Payload.Bytes(1000);
        byte[] echo = new byte[message.Length];
        EchoOften(times: 5_000);

        // The runtime makes a few things once, while it recompiles what is hot. What a message allocates would show in every round.
        long least = Enumerable.Range(0, 5).Min(_ => AllocatedBy(() => EchoOften(times: 5_000)));

        Assert.Equal(0, least);
        Assert.Equal(message, echo);

        void EchoOften(int times)
        {
            for (int time = 0; time < times; time++)
            {
                client.Socket.Send(message);
                while (client.Socket.Available < message.Length)
                {
                    server.Worker.Step(ServerProcess.Bound);
                }

                client.Socket.Receive(echo);
            }
        }
    }

    [Theory]
    [InlineData(TriggerMode.Level, new string[0])]
    [InlineData(TriggerMode.OneShot, new[] { "Rearm" })]
    [InlineData(TriggerMode.Edge, new[] { "WouldBlock Readable" })]
    public void A_message_asks_of_the_multiplexer_only_what_the_mode_needs(TriggerMode trigger, string[] calls)
    {
        using var multiplexer = new ScriptedMultiplexer();
        using var server = new InsideServer(multiplexer, trigger);
        using Client client = Connect(server, multiplexer);
        ScriptedRegistration connection = multiplexer.Registrations[^1];
        connection.Calls.Clear();

        SendAndStep(server, multiplexer, client, connection);

        Assert.Equal([9], client.Receive(1));
        Assert.Equal(calls, connection.Calls);
    }

    [Fact]
    public void A_connection_reads_again_once_its_peer_has_made_room()
    {
        using var multiplexer = new ScriptedMultiplexer();
        using var server = new InsideServer(multiplexer, TriggerMode.Level);
        using Client client = Connect(server, multiplexer);
        ScriptedRegistration connection = multiplexer.Registrations[^1];
        connection.Calls.Clear();
        byte[] block = Payload.Bytes(Connection.BufferSize);

        client.Socket.Blocking = false;
        while (connection.Interests == Interests.Readable)
        {
            client.Socket.Send(block, SocketFlags.None, out _);
            Step(server, multiplexer, connection);
        }

        while (connection.Interests == Interests.Writable)
        {
            client.Receive(client.Socket.Available);
            Step(server, multiplexer, connection);
        }

        Assert.Equal(["Modify Writable", "Modify Readable"], connection.Calls.Where(call => call.StartsWith("Modify", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_connection_whose_handling_throws_is_closed_and_the_others_live()
    {
        using var multiplexer = new ScriptedMultiplexer();
        using var server = new InsideServer(multiplexer, TriggerMode.OneShot);
        using Client unlucky = Connect(server, multiplexer);
        ScriptedRegistration failing = multiplexer.Registrations[^1];
        using Client other = Connect(server, multiplexer);
        ScriptedRegistration sound = multiplexer.Registrations[^1];
        failing.Failure = new InvalidOperationException("It broke.");

        SendAndStep(server, multiplexer, unlucky, failing);
        SendAndStep(server, multiplexer, other, sound);

        Assert.Equal($"a connection failed and was closed: It broke.{Environment.NewLine}", server.Errors.ToString());
        Assert.False(failing.IsRegistered);
        Assert.Equal([9], unlucky.ReceiveToEnd());
        Assert.Equal([9], other.Receive(1));
        Assert.Equal(1, server.Connections.Count);
    }

    private static long AllocatedBy(Action action)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static Client Connect(InsideServer server, ScriptedMultiplexer multiplexer)
    {
        var client = new Client(server.EndPoint);
        multiplexer.Report(multiplexer.Registrations[0]);
        server.Worker.Step(TimeSpan.Zero);
        return client;
    }

    // Sent over loopback, so it is there to be read when send returns.
    private static void SendAndStep(InsideServer server, ScriptedMultiplexer multiplexer, Client client, ScriptedRegistration connection)
    {
        client.Send([9]);
        Step(server, multiplexer, connection);
    }

    private static void Step(InsideServer server, ScriptedMultiplexer multiplexer, ScriptedRegistration connection)
    {
        multiplexer.Report(connection);
        server.Worker.Step(TimeSpan.Zero);
    }
}
