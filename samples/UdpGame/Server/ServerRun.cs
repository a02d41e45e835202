using System.Net.Sockets;
using System.Runtime.InteropServices;
using Mux;
using Samples;

namespace UdpGame;

/// <summary>A server from its first line to its last.</summary>
internal static class ServerRun
{
    /// <summary>Serves until a signal, or until the time is up.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="SocketException">The system refused the address.</exception>
    public static async Task<int> RunAsync(ServerOptions options, TextWriter output, CancellationToken cancellation = default)
    {
        using EventLoop loop = EventLoop.Start(new EventLoopOptions { Name = "game" });
        using var server = new GameServer(options, loop);
        var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation); // Not disposed of: a late signal is harmless.
        using PosixSignalRegistration interrupt = StopSignal.On(PosixSignal.SIGINT, stop.Cancel);
        using PosixSignalRegistration terminate = StopSignal.On(PosixSignal.SIGTERM, stop.Cancel);

        await output.WriteLineAsync($"listening on {server.EndPoint} ({loop.Multiplexer.Name}, {options.Rate} ticks a second, {options.MaxPlayers} players at most)");
        await loop.InvokeAsync(server.Start, CancellationToken.None);
        stop.CancelAfter(options.Duration);
        var report = new ServerReport(server);
        await EachSecond.PrintAsync(loop, report.Next, output, stop.Token);
        ServerCounts counts = await loop.InvokeAsync(server.Stop, CancellationToken.None);
        await output.WriteLineAsync($"bye; {counts}");
        return 0;
    }
}
