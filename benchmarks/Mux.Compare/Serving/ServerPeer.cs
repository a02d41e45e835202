using Mux.Compare.Measuring;

namespace Mux.Compare.Serving;

/// <summary>A server as a peer: started for the first round, and kept for the others, so that what the runtime compiles is compiled once.</summary>
/// <param name="kind">The server.</param>
/// <param name="load">What it is loaded with.</param>
/// <param name="measure">What a round measures.</param>
internal sealed class ServerPeer(ServerKind kind, LoadProgram load, Func<ServerKind, ServerProcess, IEnumerable<Measurement>> measure) : IPeer, IDisposable
{
    private ServerProcess? _server;

    public string Name => kind.Name;

    public string? WhyMissing => kind.WhyMissing ?? load.WhyMissing;

    public IEnumerable<Measurement> Round() => measure(kind, _server ??= kind.Start());

    public void Dispose() => _server?.Dispose();
}
