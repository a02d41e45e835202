using System.Net;
using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;

namespace Mux.Tests;

/// <summary>The code of docs/sockets.md, so that it compiles: see <see cref="DocumentSnippetTests"/>.</summary>
internal static class SocketsSnippets
{
    public static void Attempt(StreamSocket socket, byte[] buffer)
    {
        // snippet: attempt
        SocketResult received = socket.TryReceive(buffer);
        switch (received.Outcome)
        {
            case SocketOutcome.Done:
                Console.WriteLine($"{received.Count} bytes");
                break;
            case SocketOutcome.WouldBlock:
                break; // Nothing has happened. Wait for the next event.
            case SocketOutcome.Closed:
                socket.TryShutdown(SocketShutdown.Send); // The peer has ended its half. Ours is still open.
                break;
            case SocketOutcome.Failed:
                Console.WriteLine(received.Error); // A reset, for example.
                break;
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
            while (await socket.ReceiveAsync(buffer) is { IsDone: true } received)
            {
                if ((await socket.SendAsync(buffer.AsMemory(0, received.Count))).IsFailed)
                {
                    return;
                }
            }
        }
    }
    // end snippet

    public static async Task<SocketResult> SendFile(StreamSocket socket, byte[] head, string path, CancellationToken cancellationToken)
    {
        // snippet: file
        using SafeFileHandle file = File.OpenHandle(path);
        SocketResult sent = await socket.SendFileAsync(head, file, offset: 0, RandomAccess.GetLength(file), cancellationToken);
        // end snippet
        return sent;
    }
}
