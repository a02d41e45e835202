using System.Buffers;
using System.Net.Sockets;

namespace Mux.Compare.Servers;

/// <summary>The class library's <see cref="Socket"/>, with an async method for each connection.</summary>
/// <param name="buffersWhileIdle">Whether a connection keeps its buffer while it waits, as most programs do; or waits by a receive of no bytes first.</param>
internal sealed class AsyncSocketServer(bool buffersWhileIdle) : IServer
{
    public void Run(Action<int> listens) => Listening.ServeSockets(listens, buffersWhileIdle ? EchoAsync : EchoWithoutIdleBufferAsync);

    private static async Task EchoAsync(Socket socket)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Listening.IdleBufferSize);
        using (socket)
        {
            try
            {
                int received;
                while ((received = await socket.ReceiveAsync(buffer)) > 0)
                {
                    await SendAllAsync(socket, buffer.AsMemory(0, received));
                }
            }
            catch (SocketException)
            {
                // A reset.
            }
        }

        ArrayPool<byte>.Shared.Return(buffer);
    }

    private static async Task EchoWithoutIdleBufferAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                int received;
                do
                {
                    await socket.ReceiveAsync(Memory<byte>.Empty);
                    byte[] buffer = ArrayPool<byte>.Shared.Rent(Listening.BufferSize);
                    received = await socket.ReceiveAsync(buffer);
                    await SendAllAsync(socket, buffer.AsMemory(0, received));
                    ArrayPool<byte>.Shared.Return(buffer);
                }
                while (received > 0);
            }
            catch (SocketException)
            {
                // A reset.
            }
        }
    }

    private static async ValueTask SendAllAsync(Socket socket, ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await socket.SendAsync(bytes)..];
        }
    }
}
