using System.Buffers;

namespace Mux.Compare.Servers;

/// <summary>Mux's event loop, with an async method for each connection.</summary>
/// <param name="buffersWhileIdle">Whether a connection keeps its buffer while it waits; or rents one when there is something to read, and gives it back when there is not.</param>
internal sealed class AwaitServer(bool buffersWhileIdle) : IServer
{
    public void Run(Action<int> listens)
    {
        using StreamListener listener = Listening.Start(listens);
        using var loop = new EventLoop(EventMultiplexer.Create());
        loop.Post(() => _ = AcceptAsync(listener));
        loop.Run();
    }

    private async Task AcceptAsync(StreamListener listener)
    {
        while (true)
        {
            StreamSocket socket = await listener.AcceptAsync();
            socket.NoDelay = true;
            _ = buffersWhileIdle ? EchoAsync(socket) : EchoWithoutIdleBufferAsync(socket);
        }
    }

    private static async Task EchoAsync(StreamSocket socket)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Listening.IdleBufferSize);
        using (socket)
        {
            int received;
            while ((received = await socket.ReceiveAsync(buffer)) > 0)
            {
                await socket.SendAsync(buffer.AsMemory(0, received));
            }
        }

        ArrayPool<byte>.Shared.Return(buffer);
    }

    private static async Task EchoWithoutIdleBufferAsync(StreamSocket socket)
    {
        using (socket)
        {
            SocketResult received;
            do
            {
                await socket.ReadableAsync();
                byte[] buffer = ArrayPool<byte>.Shared.Rent(Listening.BufferSize);
                while ((received = socket.TryReceive(buffer)).IsDone)
                {
                    await socket.SendAsync(buffer.AsMemory(0, received.Count));
                    if (socket.IsDrained)
                    {
                        break;
                    }
                }

                ArrayPool<byte>.Shared.Return(buffer);
            }
            while (received.IsDone || received.WouldBlock);
        }
    }
}
