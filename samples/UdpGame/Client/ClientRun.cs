using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Mux;
using Samples;

namespace UdpGame;

/// <summary>A client from its first line to its last.</summary>
internal static class ClientRun
{
    /// <summary>Plays until a signal, until the time is up, or until no player is left.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="SocketException">Nobody knows the name, there is no way to the address, or descriptors have run out.</exception>
    public static async Task<int> RunAsync(ClientOptions options, TextWriter output, TextWriter errors, CancellationToken cancellation = default)
    {
        var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation); // Not disposed of: a late signal is harmless.
        using PosixSignalRegistration interrupt = StopSignal.On(PosixSignal.SIGINT, stop.Cancel);
        using PosixSignalRegistration terminate = StopSignal.On(PosixSignal.SIGTERM, stop.Cancel);
        stop.CancelAfter(options.Duration);
        IPEndPoint[] known = await options.To.ResolveAsync(stop.Token);
        IPEndPoint to = known.MinBy(address => address.AddressFamily == AddressFamily.InterNetwork ? 0 : 1) ?? throw new SocketException((int)SocketError.HostNotFound);
        using EventLoop loop = EventLoop.Start(new EventLoopOptions { Name = "players" });
        var client = new GameClient(options, to, loop, over: () => stop.CancelAsync(), errors);

        await output.WriteLineAsync($"playing with {to} ({loop.Multiplexer.Name}, {options.Players} {(options.Players == 1 ? "player" : "players")})");
        await loop.InvokeAsync(client.Start, CancellationToken.None);
        await EachSecond.PrintAsync(loop, client.Report, output, stop.Token);
        await output.WriteLineAsync($"bye; in all {await loop.InvokeAsync(client.Stop, CancellationToken.None)}");
        return client.HasSucceeded ? 0 : 1;
    }
}
