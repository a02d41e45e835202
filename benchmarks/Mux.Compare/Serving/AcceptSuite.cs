using Mux.Compare.Measuring;
using Mux.Compare.Native;

namespace Mux.Compare.Serving;

/// <summary>Connections that are made, echo one byte and are reset, 64 at a time.</summary>
internal static class AcceptSuite
{
    private const string Case = "connect, echo a byte, close";
    private const int WarmUpMilliseconds = 200;
    private const int WindowMilliseconds = 800;

    public static Suite Create(CCompiler compiler, Pinning pinning)
    {
        var load = new LoadProgram(compiler, pinning);
        return new Suite("accept", CProgram.PeerName, [.. EchoServerKinds.All(compiler, pinning).Select(kind => new ServerPeer(kind, load, Measure))])
        {
            Charts = [new Chart(Case, "server CPU")],
        };

        IEnumerable<Measurement> Measure(ServerKind kind, ServerProcess server) => load.Run("accept", server, Case, $"{WarmUpMilliseconds}", $"{WindowMilliseconds}");
    }
}
