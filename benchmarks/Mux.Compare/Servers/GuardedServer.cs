using System.Net.Sockets;

namespace Mux.Compare.Servers;

/// <summary>An echo server of lines that guards itself: only so many new connections a second of one address, and a line has to be complete in time.</summary>
internal sealed class GuardedServer : IServer
{
    /// <summary>How many connections of one address it lets in within a second.</summary>
    public const int RatePerAddress = 200;

    private const int BufferSize = 512;
    private static readonly TimeSpan LineLimit = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan IdleLimit = TimeSpan.FromSeconds(60);

    public void Run(Action<int> listens)
    {
        using StreamListener listener = Listening.Start(listens);
        using var loop = new EventLoop(EventMultiplexer.Create());
        loop.Post(() => _ = AcceptAsync(listener, loop));
        loop.Run();
    }

    private static async Task AcceptAsync(StreamListener listener, EventLoop loop)
    {
        using var acceptor = new ConnectionAcceptor(listener, loop, new ConnectionAcceptorOptions { RatePerAddress = ConnectionRate.PerSecond(RatePerAddress) });
        while (true)
        {
            StreamSocket socket = await acceptor.AcceptAsync();
            socket.NoDelay = true;
            _ = EchoAsync(socket, loop);
        }
    }

    private static async Task EchoAsync(StreamSocket socket, EventLoop loop)
    {
        using (socket)
        using (var deadline = new ConnectionDeadline(loop, socket, IdleLimit))
        {
            byte[] buffer = new byte[BufferSize];
            bool isWithinLine = false;
            try
            {
                int received;
                while ((received = await socket.ReceiveAsync(buffer)) > 0)
                {
                    deadline.NoteActivity();
                    if (buffer[received - 1] == '\n')
                    {
                        deadline.EndPhase();
                        isWithinLine = false;
                    }
                    else if (!isWithinLine)
                    {
                        deadline.BeginPhase(LineLimit);
                        isWithinLine = true;
                    }

                    await socket.SendAsync(buffer.AsMemory(0, received));
                }
            }
            catch (Exception end) when (end is ObjectDisposedException or SocketException)
            {
                // A deadline has passed, or the peer has reset the connection.
            }
        }
    }
}
