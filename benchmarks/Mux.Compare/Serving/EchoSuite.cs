using System.Diagnostics;
using Mux.Compare.Measuring;
using Mux.Compare.Native;
using Mux.Compare.Servers;

namespace Mux.Compare.Serving;

/// <summary>Connections that each send a message, await the echo and send again.</summary>
internal static class EchoSuite
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(800);

    // What the load prints when the window begins. The server is asked what it has allocated well inside of it.
    private const string Measuring = "measuring";
    private static readonly TimeSpan BeforeAsking = Window / 5;
    private static readonly TimeSpan BetweenAsking = Window / 2;

    private static readonly (int Connections, int Bytes)[] Cases = [(1, 64), (64, 64), (1_000, 64), (1, 16 * 1024), (64, 16 * 1024), (1_000, 16 * 1024)];

    public static Suite Create(CCompiler compiler, Pinning pinning)
    {
        var load = new LoadProgram(compiler, pinning);
        return new Suite("echo", CProgram.PeerName, [.. EchoServerKinds.All(compiler, pinning).Select(kind => new ServerPeer(kind, load, Measure))])
        {
            Charts = [new Chart(NameOf((64, 64)), "server CPU"), new Chart(NameOf((64, 64)), "throughput"), new Chart(NameOf((1_000, 64)), "server CPU"), new Chart(NameOf((64, 16 * 1024)), "server CPU")],
        };

        IEnumerable<Measurement> Measure(ServerKind kind, ServerProcess server) => Cases.SelectMany(@case => MeasureCase(load, kind, server, @case));
    }

    private static string NameOf((int Connections, int Bytes) @case) =>
        FormattableString.Invariant($"{@case.Connections:#,0} {(@case.Connections == 1 ? "connection" : "connections")}, {(@case.Bytes < 1024 ? $"{@case.Bytes} B" : $"{@case.Bytes / 1024} KiB")}");

    private static List<Measurement> MeasureCase(LoadProgram load, ServerKind kind, ServerProcess server, (int Connections, int Bytes) @case)
    {
        string name = NameOf(@case);
        using Process loading = load.Start("echo", server, name, $"{@case.Connections}", $"{@case.Bytes}", $"{WarmUp.TotalMilliseconds}", $"{Window.TotalMilliseconds}");
        PeerProgram.ReadUntil(loading, Measuring);
        (double allocated, double seconds) = kind.IsManaged ? AskTwice(server) : (0, 1);
        List<Measurement> measured = PeerProgram.ReadAll(loading);
        if (kind.IsManaged)
        {
            double requests = measured.Find(one => one.Metric == "throughput").Value * seconds;
            measured.Add(new Measurement(name, "allocated", "B a request", allocated / requests));
        }

        return measured;
    }

    private static (double Allocated, double Seconds) AskTwice(ServerProcess server)
    {
        Thread.Sleep(BeforeAsking);
        long begun = Stopwatch.GetTimestamp();
        long before = server.Ask(ControlLines.Allocated);
        Thread.Sleep(BetweenAsking);
        long after = server.Ask(ControlLines.Allocated);
        return (after - before, Stopwatch.GetElapsedTime(begun).TotalSeconds);
    }
}
