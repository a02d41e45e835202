using System.Diagnostics;
using Mux.Compare.Measuring;
using Mux.Compare.Native;
using Mux.Compare.Servers;

namespace Mux.Compare.Serving;

/// <summary>What 9,000 connections cost in memory that have each echoed one byte, and are silent.</summary>
internal static class IdleSuite
{
    private const string Case = "9,000 idle connections";
    private const int Connections = 9_000;
    private const string Held = "held";

    // How many descriptors are open at most when the connections are not; and how long to wait for that.
    private const int OpenOtherwise = 500;
    private static readonly TimeSpan ClosingLimit = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);

    public static Suite Create(CCompiler compiler, Pinning pinning)
    {
        var load = new LoadProgram(compiler, pinning);
        // A server of its own each time: what the round before has left free would hide what this one needs.
        return new Suite("idle", CProgram.PeerName, [.. EchoServerKinds.All(compiler, pinning).Append(EchoServerKinds.Sample(pinning)).Select(kind => new ManagedPeer(kind.Name, () => Measure(load, kind), kind.WhyMissing ?? load.WhyMissing ?? WhyNot(kind)))])
        {
            Charts = [new Chart(Case, "memory"), new Chart(Case, "managed memory")],
        };
    }

    private static string? WhyNot(ServerKind kind) =>
        kind.Name == EchoServerKinds.Select ? "each of its calls looks at all sockets: 9,000 connections did not come to an end within the minute that the load has." : null;

    private static List<Measurement> Measure(LoadProgram load, ServerKind kind)
    {
        using ServerProcess server = kind.Start();
        using Process holding = load.Start("idle", server, Case, $"{Connections}");
        List<Measurement> measured = PeerProgram.ReadUntil(holding, Held);
        long open = kind.IsManaged ? server.Ask(ControlLines.Heap) : 0;
        holding.StandardInput.Close();
        PeerProgram.AwaitEnd(holding);
        if (kind.IsManaged)
        {
            AwaitClosed(server);
            measured.Add(new Measurement(Case, "managed memory", "B a connection", (double)(open - server.Ask(ControlLines.Heap)) / Connections));
        }

        return measured;
    }

    // A server may take seconds to notice that so many are gone.
    private static void AwaitClosed(ServerProcess server)
    {
        long begun = Stopwatch.GetTimestamp();
        do
        {
            Thread.Sleep(BetweenLooks);
            if (Stopwatch.GetElapsedTime(begun) > ClosingLimit)
            {
                throw new InvalidOperationException($"Server {server.Id} has not closed its connections within {ClosingLimit}.");
            }
        }
        while (Directory.GetFileSystemEntries($"/proc/{server.Id}/fd").Length > OpenOtherwise);
    }
}
