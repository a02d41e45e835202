using System.Net;
using System.Net.Sockets;

namespace Mux.Compare.Servers;

/// <summary>What the servers in C# have in common.</summary>
internal static class Listening
{
    /// <summary>What one read takes at most where the memory is not a connection's own: more than the largest message, as in the C peers.</summary>
    public const int BufferSize = 32 * 1024;

    /// <summary>What a connection reads into that keeps its buffer while it is idle: the larger of the messages that are measured, and no more than need be.</summary>
    public const int IdleBufferSize = 16 * 1024;

    public const int Backlog = 4096;

    public static StreamListener Start(Action<int> listens)
    {
        StreamListener listener = StreamListener.Listen(new IPEndPoint(IPAddress.Loopback, 0), new StreamListenerOptions { Backlog = Backlog });
        listens(((IPEndPoint)listener.LocalEndPoint!).Port);
        return listener;
    }

    public static Socket StartSocket(Action<int> listens)
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(Backlog);
        listens(((IPEndPoint)listener.LocalEndPoint!).Port);
        return listener;
    }

    /// <summary>Serves on sockets of the class library, with an async method for each, for as long as the process lives.</summary>
    public static void ServeSockets(Action<int> listens, Func<Socket, Task> serve)
    {
        using Socket listener = StartSocket(listens);
        AcceptAllAsync(listener, serve).GetAwaiter().GetResult();
    }

    /// <summary>Takes the next connection that is there.</summary>
    /// <exception cref="SocketException">The system refused.</exception>
    public static StreamSocket? TryAccept(StreamListener listener)
    {
        if (listener.TryAccept(out StreamSocket? socket, out SocketError error))
        {
            socket.NoDelay = true;
            return socket;
        }

        return error == SocketError.WouldBlock ? null : throw new SocketException((int)error);
    }

    private static async Task AcceptAllAsync(Socket listener, Func<Socket, Task> serve)
    {
        while (true)
        {
            Socket socket = await listener.AcceptAsync();
            socket.NoDelay = true;
            _ = serve(socket);
        }
    }
}
