using System.Net;
using System.Net.Sockets;

namespace Mux.Sockets.Conformance;

/// <summary>An echo over <see cref="StreamListener"/> and <see cref="StreamSocket"/>, awaited on a loop.</summary>
public abstract class StreamEchoTests
{
    private const int Length = 4 * 1024 * 1024; // More than the kernel's buffers hold.

    protected abstract IEventMultiplexer Create();

    [Fact]
    public async Task Everything_that_is_sent_comes_back_in_order()
    {
        using var running = new RunningLoop(Create());
        using StreamListener listener = StreamListener.Listen(new IPEndPoint(IPAddress.Loopback, 0));
        byte[] bytes = new byte[Length];
        Random.Shared.NextBytes(bytes);

        Task serving = running.Loop.InvokeAsync(() => EchoOneAsync(listener));
        byte[] received = await running.Loop.InvokeAsync(() => SendAndReceiveAsync(listener.LocalEndPoint!, bytes)).WaitAsync(Bound.Hang, TestContext.Current.CancellationToken);
        await serving.WaitAsync(Bound.Hang, TestContext.Current.CancellationToken);

        Assert.True(bytes.AsSpan().SequenceEqual(received));
    }

    private static async Task EchoOneAsync(StreamListener listener)
    {
        using StreamSocket socket = await listener.AcceptAsync();
        byte[] buffer = new byte[64 * 1024];
        while (await socket.ReceiveAsync(buffer) is > 0 and var received)
        {
            await socket.SendAsync(buffer.AsMemory(0, received));
        }

        Assert.True(socket.TryShutdown(SocketShutdown.Send).IsDone);
    }

    private static async Task<byte[]> SendAndReceiveAsync(EndPoint server, byte[] bytes)
    {
        using StreamSocket socket = StreamSocket.Open(server.AddressFamily);
        await socket.ConnectAsync(server);
        Task sending = SendAsync(socket, bytes);

        var received = new byte[bytes.Length];
        int total = 0;
        while (await socket.ReceiveAsync(received.AsMemory(total)) is > 0 and var some)
        {
            total += some;
        }

        await sending;
        return received[..total];
    }

    private static async Task SendAsync(StreamSocket socket, byte[] bytes)
    {
        Assert.Equal(bytes.Length, await socket.SendAsync(bytes));
        Assert.True(socket.TryShutdown(SocketShutdown.Send).IsDone);
    }
}
