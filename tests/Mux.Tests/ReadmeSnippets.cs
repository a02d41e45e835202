using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Extensions.DependencyInjection;

namespace Mux.Tests;

/// <summary>The README's code, so that it compiles. A block of the README is what stands between a pair of markers, word for word: see <see cref="DocumentSnippetTests"/>.</summary>
internal static class ReadmeSnippets
{
    public static void Loop()
    {
        // snippet: loop
        using var listener = new Socket(SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 7777));
        listener.Listen();
        using IEventMultiplexer multiplexer = EventMultiplexer.Create();
        multiplexer.Register(listener, Interests.Readable);
        var events = new ReadyEvents();
        byte[] buffer = new byte[4096];
        while (true)
        {
            multiplexer.Wait(events, Timeout.InfiniteTimeSpan);
            foreach (ReadyEvent ready in events)
            {
                if (ready.State is not Socket client) // Only the listener was registered without a state.
                {
                    client = listener.Accept();
                    client.Blocking = false;
                    multiplexer.Register(client, Interests.Readable, state: client);
                }
                else if (client.Receive(buffer, SocketFlags.None, out SocketError error) is int received and > 0)
                    Console.WriteLine($"{received} bytes from {client.RemoteEndPoint}");
                else if (error != SocketError.WouldBlock) // The end, or a broken connection. Unregister first, then close.
                    using (client) ready.Registration.Dispose();
            }
        }
        // end snippet
    }

    public static async Task Await(SafeHandle handle, CancellationToken cancellationToken)
    {
#pragma warning disable CA1416 // A serial port, on Unix.
        // snippet: await
        using EventLoop loop = EventLoop.Start();
        await loop.InvokeAsync(async () =>
        {
            using AsyncHandle port = loop.Attach(handle); // Registered once, edge-triggered. Awaiting it costs no system call and no allocation.
            byte[] buffer = new byte[256];
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5), loop.TimeProvider);
            await port.WriteAsync("status\r\n"u8.ToArray(), patience.Token);
            int received = await port.ReadAsync(buffer, patience.Token);
            Console.WriteLine(Encoding.ASCII.GetString(buffer, 0, received));
        }, cancellationToken);
        // end snippet
#pragma warning restore CA1416
    }

    /// <returns>The backends of the multiplexers that the snippet resolves.</returns>
    public static string[] DependencyInjection()
    {
        // snippet: di
        var services = new ServiceCollection();
        services.AddEventMultiplexer(); // The backend of this system. Or pass a delegate, or a configuration section.
        services.AddKeyedEventMultiplexer("devices", options => options.Backend = "epoll");
        services.AddEventLoop(); // A loop with a thread of its own; a host starts and stops it.

        using ServiceProvider provider = services.BuildServiceProvider();
        var shared = provider.GetRequiredService<IEventMultiplexer>(); // One for all; disposed of with the container.
        var devices = provider.GetRequiredKeyedService<IEventMultiplexer>("devices"); // Another, with options of its own.
        using IEventMultiplexer own = provider.GetRequiredService<IEventMultiplexerFactory>().Create(); // A new one each time, yours to dispose of.
        // end snippet

        return [shared.Name, devices.Name, own.Name];
    }

    public static async Task Sockets(EventLoop loop, CancellationToken cancellationToken)
    {
        // snippet: sockets
        using StreamListener listener = StreamListener.Listen(new IPEndPoint(IPAddress.Loopback, 7777));
        await loop.InvokeAsync(async () =>
        {
            while (true)
            {
                _ = EchoAsync(await listener.AcceptAsync(cancellationToken), cancellationToken);
            }
        }, cancellationToken);

        static async Task EchoAsync(StreamSocket socket, CancellationToken cancellationToken)
        {
            using (socket)
            {
                byte[] buffer = new byte[4096];
                while (await socket.ReceiveAsync(buffer, cancellationToken) is > 0 and var received)
                    await socket.SendAsync(buffer.AsMemory(0, received), cancellationToken);
            }
        }
        // end snippet
    }
}
