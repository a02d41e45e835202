using System.Net.Sockets;

namespace Mux.Conformance;

/// <summary>Megabytes through one connection, driven by events of one direction: all of them arrive, and the loop ends.</summary>
public abstract class TransferTests : ConformanceSuite
{
    private const int Total = 8 * 1024 * 1024;

    [Theory]
    [InlineData(TriggerMode.Level)]
    [InlineData(TriggerMode.Edge)]
    [InlineData(TriggerMode.OneShot)]
    public virtual void Reading_to_the_end_gets_every_byte(TriggerMode trigger)
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable, trigger);
        Background writer = Background.Run(() => SendTotal(pair.Right));

        int received = 0;
        bool ended = false;
        var chunk = new byte[1024];
        while (!ended)
        {
            Assert.Same(left, mux.WaitForOne().Registration);
            SocketError error;
            do
            {
                int read = pair.Left.Receive(chunk, SocketFlags.None, out error);
                ended = error == SocketError.Success && read == 0;
                received += read;
            }
            while (error == SocketError.Success && !ended);

            left.NotifyWouldBlock(Interests.Readable);
            if (trigger == TriggerMode.OneShot)
            {
                left.Rearm();
            }
        }

        writer.Join();
        Assert.Equal(Total, received);
    }

    [Theory]
    [InlineData(TriggerMode.Level)]
    [InlineData(TriggerMode.Edge)]
    [InlineData(TriggerMode.OneShot)]
    public virtual void Writing_whenever_there_is_room_sends_every_byte(TriggerMode trigger)
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Writable, trigger);
        int received = 0;
        Background reader = Background.Run(() => received = ReceiveToTheEnd(pair.Right));

        int sent = 0;
        var chunk = new byte[1024];
        while (sent < Total)
        {
            Assert.Equal(new ReadyEvent(left, Readiness.Writable), mux.WaitForOne());
            SocketError error = SocketError.Success;
            while (sent < Total && error == SocketError.Success)
            {
                sent += pair.Left.Send(chunk, 0, Math.Min(chunk.Length, Total - sent), SocketFlags.None, out error);
            }

            left.NotifyWouldBlock(Interests.Writable);
            if (trigger == TriggerMode.OneShot)
            {
                left.Rearm();
            }
        }

        pair.Left.Shutdown(SocketShutdown.Send);
        reader.Join();
        Assert.Equal(Total, received);
    }

    [Fact]
    public virtual void Level_readers_may_take_a_little_at_each_event()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable);
        pair.Right.Send(new byte[1000]);
        pair.Right.Shutdown(SocketShutdown.Send);

        int received = 0;
        int read;
        do
        {
            Assert.Same(left, mux.WaitForOne().Registration);
            read = pair.Left.Receive(new byte[7]);
            received += read;
        }
        while (read > 0);

        Assert.Equal(1000, received);
    }

    private static void SendTotal(Socket socket)
    {
        socket.Blocking = true;
        var chunk = new byte[64 * 1024];
        for (int sent = 0; sent < Total; sent += chunk.Length)
        {
            socket.Send(chunk);
        }

        socket.Shutdown(SocketShutdown.Send);
    }

    private static int ReceiveToTheEnd(Socket socket)
    {
        socket.Blocking = true;
        var chunk = new byte[64 * 1024];
        int total = 0;
        int read;
        while ((read = socket.Receive(chunk)) > 0)
        {
            total += read;
        }

        return total;
    }
}
