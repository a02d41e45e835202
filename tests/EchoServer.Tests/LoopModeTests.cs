using System.Net.Sockets;

namespace EchoServer.Tests;

public sealed class LoopModeTests
{
    [Fact]
    public void A_message_allocates_nothing_on_the_loop()
    {
        using var server = new InsideLoopServer();
        using Client client = server.Connect();
        byte[] message = Payload.Bytes(1000);
        EchoOften(times: 5_000);

        // The runtime makes a few things once, while it recompiles what is hot. What a message allocates would show in every round.
        long least = Enumerable.Range(0, 5).Min(_ => AllocatedBy(() => EchoOften(times: 5_000)));

        Assert.Equal(0, least);

        void EchoOften(int times)
        {
            byte[] echo = new byte[message.Length];
            for (int time = 0; time < times; time++)
            {
                client.Send(message);
                for (int got = 0; got < echo.Length;)
                {
                    got += client.Socket.Receive(echo.AsSpan(got));
                }
            }

            Assert.Equal(message, echo);
        }

        long AllocatedBy(Action action)
        {
            long before = server.AllocatedByLoop();
            action();
            return server.AllocatedByLoop() - before;
        }
    }

    [Fact]
    public void An_idle_connection_holds_no_buffer()
    {
        using var server = new InsideLoopServer();
        using Client silent = server.Connect();
        using Client client = server.Connect();

        client.Send(Payload.Bytes(100_000));
        byte[] echo = client.Receive(100_000);
        server.Settle();

        Assert.Equal(Payload.Bytes(100_000), echo);
        Assert.Equal(0, server.Buffers.Held);
    }

    [Fact]
    public void A_stalled_connection_holds_one_buffer_and_gives_it_back_with_its_end()
    {
        using var server = new InsideLoopServer();
        using Client client = server.Connect();

        byte[] sent = client.SendUntilStalled(128 * 1024 * 1024);
        int stalled = server.Buffers.Held;
        client.Socket.Shutdown(SocketShutdown.Send);
        byte[] echo = client.ReceiveToEnd();
        server.Settle();

        Assert.Equal(1, stalled);
        Assert.Equal(sent, echo);
        Assert.Equal(0, server.Buffers.Held);
    }

    [Fact]
    public void What_the_end_of_the_server_cuts_off_gives_its_buffer_back()
    {
        var server = new InsideLoopServer();
        using Client client = server.Connect();
        client.SendUntilStalled(128 * 1024 * 1024);

        server.Dispose();

        Assert.Equal(0, server.Buffers.Held);
        Assert.Equal("", server.Errors.ToString());
    }
}
