using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;

namespace Mux.Tests;

/// <summary>The README's code, so that it compiles. A block of the README is what stands between a pair of markers, word for word: see <see cref="ReadmeTests"/>.</summary>
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

    /// <returns>The backends of the multiplexers that the snippet resolves.</returns>
    public static string[] DependencyInjection()
    {
        // snippet: di
        var services = new ServiceCollection();
        services.AddEventMultiplexer(); // The backend of this system. Or pass a delegate, or a configuration section.
        services.AddKeyedEventMultiplexer("devices", options => options.Backend = "epoll");

        using ServiceProvider provider = services.BuildServiceProvider();
        var shared = provider.GetRequiredService<IEventMultiplexer>(); // One for all; disposed of with the container.
        var devices = provider.GetRequiredKeyedService<IEventMultiplexer>("devices"); // Another, with options of its own.
        using IEventMultiplexer own = provider.GetRequiredService<IEventMultiplexerFactory>().Create(); // A new one each time, yours to dispose of.
        // end snippet

        return [shared.Name, devices.Name, own.Name];
    }
}
