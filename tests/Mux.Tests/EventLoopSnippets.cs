using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;

namespace Mux.Tests;

/// <summary>The code of docs/event-loop.md, so that it compiles: see <see cref="DocumentSnippetTests"/>.</summary>
internal static class EventLoopSnippets
{
    public static Task Start(SafeHandle handle, CancellationToken cancellationToken)
    {
#pragma warning disable CA1416 // Read on Unix.
        // snippet: start
        using EventLoop loop = EventLoop.Start(new EventLoopOptions { Name = "devices" });
        Task serving = loop.InvokeAsync(async () =>
        {
            using AsyncHandle input = loop.Attach(handle, Interests.Readable);
            byte[] buffer = new byte[4096];
            while (await input.ReadAsync(buffer, cancellationToken) is var read and > 0)
            {
                Console.WriteLine($"{read} bytes");
            }
        }, cancellationToken);
        // end snippet
#pragma warning restore CA1416
        return serving;
    }

    // snippet: receive
    private static ValueTask<int> ReceiveAsync(Socket socket, AsyncHandle handle, byte[] buffer, CancellationToken cancellationToken) =>
        handle.PerformAsync(Interests.Readable, (socket, buffer), static ((Socket Socket, byte[] Buffer) state, out int received) =>
        {
            received = state.Socket.Receive(state.Buffer, SocketFlags.None, out SocketError error);
            return error switch
            {
                SocketError.Success => true,
                SocketError.WouldBlock => false,
                _ => throw new SocketException((int)error),
            };
        }, cancellationToken);
    // end snippet

    public static Func<Socket, AsyncHandle, byte[], CancellationToken, ValueTask<int>> Receive => ReceiveAsync;

    public static void Accept(EventLoop loop, Socket listener) => new Acceptor(loop, listener).Start();

    public static async Task Time(EventLoop loop, CancellationToken cancellationToken)
    {
        // snippet: time
        using LoopTimer heartbeat = loop.Schedule(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), () => Console.WriteLine("tick"));
        await loop.DelayAsync(TimeSpan.FromMicroseconds(500), cancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(5), loop.TimeProvider, cancellationToken);
        // end snippet
    }

    public static async Task ProcessesAndSignals(EventLoop loop, CancellationToken cancellationToken)
    {
        // snippet: processes
        using Process child = Process.Start("make");
        await loop.WaitForExitAsync(child, cancellationToken);
        using SignalWatch hangUp = loop.WatchSignal(PosixSignal.SIGHUP);
        await hangUp.WaitAsync(cancellationToken);
        // end snippet
    }

    public static void Pool(Socket socket, byte[] buffer)
    {
        // snippet: pool
        using ReadinessThreadPool pool = ReadinessThreadPool.Start(new ReadinessThreadPoolOptions { Threads = 4 });
        pool.Register(socket.SafeHandle, Interests.Readable, ready =>
        {
            int received = socket.Receive(buffer, SocketFlags.None, out SocketError error);
            return received > 0 || error == SocketError.WouldBlock ? ReadyOutcome.Rearm : ReadyOutcome.Unregister;
        });
        // end snippet
    }

    public static void Host(HostApplicationBuilder builder)
    {
        // snippet: host
        builder.Services.AddEventLoop();
        builder.Services.AddKeyedEventLoop("devices", builder.Configuration.GetSection("Devices"));
        // end snippet
    }

    // snippet: handler
    private sealed class Acceptor(EventLoop loop, Socket listener) : IReadyHandler
    {
        public void Start() => loop.Register(listener, Interests.Readable, TriggerMode.Level, this);

        public void OnReady(ReadyEvent ready)
        {
            Socket client = listener.Accept();
            client.Blocking = false;
            Console.WriteLine($"{client.RemoteEndPoint} on {EventLoop.Current}");
        }
    }
    // end snippet
}
