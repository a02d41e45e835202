using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;

namespace Mux.Tests;

/// <summary>The code of docs/sockets.md, so that it compiles: see <see cref="DocumentSnippetTests"/>.</summary>
internal static class SocketsSnippets
{
    public static void Attempt(StreamSocket socket, byte[] buffer)
    {
        // snippet: attempt
        SocketResult received = socket.TryReceive(buffer);
        if (received.IsDone)
        {
            Console.WriteLine($"{received.Count} bytes");
        }
        else if (received.IsClosed)
        {
            socket.TryShutdown(SocketShutdown.Send); // The peer has ended its half. Ours is still open.
        }
        else if (received.IsFailed)
        {
            Console.WriteLine(received.Error); // A reset, for example.
        }
        else
        {
            // It would block: wait for the next event.
        }
        // end snippet
    }

    public static void ServeBare()
    {
        // snippet: bare
        using StreamListener listener = StreamListener.Listen(new IPEndPoint(IPAddress.IPv6Any, 7777)); // IPv4 as well.
        using IEventMultiplexer multiplexer = EventMultiplexer.Create();
        listener.Register(multiplexer, Interests.Readable);
        var events = new ReadyEvents();
        byte[] buffer = new byte[4096];
        while (true)
        {
            multiplexer.Wait(events, Timeout.InfiniteTimeSpan);
            foreach (ReadyEvent ready in events)
            {
                if (ready.State is StreamListener)
                {
                    while (listener.TryAccept(out StreamSocket? accepted, out _))
                    {
                        accepted.Register(multiplexer, Interests.Readable);
                    }
                }
                else if (ready.State is StreamSocket socket && socket.TryReceive(buffer) is { IsDone: false, WouldBlock: false })
                {
                    socket.Dispose(); // The end, or a broken connection. Unregisters first, then closes.
                }
            }
        }
        // end snippet
    }

    public static Task Echo(StreamSocket socket) => EchoAsync(socket);

    // snippet: echo
    private static async Task EchoAsync(StreamSocket socket)
    {
        using (socket)
        {
            byte[] buffer = new byte[4096];
            while (await socket.ReceiveAsync(buffer) is > 0 and var received)
            {
                await socket.SendAsync(buffer.AsMemory(0, received));
            }
        }
    }
    // end snippet

    public static async Task<long> SendFile(StreamSocket socket, byte[] head, string path, CancellationToken cancellationToken)
    {
        // snippet: file
        using SafeFileHandle file = File.OpenHandle(path);
        long sent = await socket.SendFileAsync(head, file, offset: 0, RandomAccess.GetLength(file), cancellationToken);
        // end snippet
        return sent;
    }

    public static async Task<RelayTotals> Relay(StreamSocket client, StreamSocket upstream, CancellationToken cancellationToken)
    {
        // snippet: relay
        RelayTotals totals = await TcpRelay.RunAsync(client, upstream, new TcpRelayOptions { IdleLimit = TimeSpan.FromMinutes(10) }, cancellationToken);
        // end snippet
        return totals;
    }

    public static async Task Guard(StreamListener listener, EventLoop loop, ILoggerFactory logs, CancellationToken cancellationToken)
    {
        // snippet: guards
        using var acceptor = new ConnectionAcceptor(listener, loop, new ConnectionAcceptorOptions
        {
            MaxConnections = 10_000,
            MaxConnectionsPerAddress = 100,
            Rate = ConnectionRate.PerSecond(1000),
            RatePerAddress = ConnectionRate.PerSecond(20),
            LoggerFactory = logs,
        });
        while (true)
        {
            StreamSocket socket = await acceptor.AcceptAsync(cancellationToken);
            var deadline = new ConnectionDeadline(loop, socket, idle: TimeSpan.FromMinutes(1));
            deadline.BeginPhase(TimeSpan.FromSeconds(10)); // However active the peer is, its request has to be complete by then.
            _ = ServeAsync(socket, deadline);
        }
        // end snippet
    }

    private static Task ServeAsync(StreamSocket socket, ConnectionDeadline deadline)
    {
        deadline.Dispose();
        return EchoAsync(socket);
    }
}
