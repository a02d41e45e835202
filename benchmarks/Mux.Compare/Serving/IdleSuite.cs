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

    // By then a server has noticed that its connections are gone.
    private static readonly TimeSpan AfterClosing = TimeSpan.FromSeconds(1);

    public static Suite Create(CCompiler compiler, Pinning pinning)
    {
        var load = new LoadProgram(compiler, pinning);
        // A server of its own each time: what the round before has left free would hide what this one needs.
        return new Suite("idle", CProgram.PeerName, [.. EchoServerKinds.All(compiler, pinning).Select(kind => new ManagedPeer(kind.Name, () => Measure(load, kind), kind.WhyMissing ?? load.WhyMissing ?? WhyNot(kind)))])
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
            Thread.Sleep(AfterClosing);
            measured.Add(new Measurement(Case, "managed memory", "B a connection", (double)(open - server.Ask(ControlLines.Heap)) / Connections));
        }

        return measured;
    }
}
