using Mux.Compare.Measuring;

namespace Mux.Compare.Serving;

/// <summary>A server that is attacked, and asked by a peer that behaves. One for all attacks, and started for the first.</summary>
/// <param name="name">The name of the case.</param>
/// <param name="request">What the peer that behaves sends: a request of HTTP, or something that is echoed.</param>
/// <param name="start">Starts the server.</param>
internal sealed class AttackTarget(string name, string request, Func<ServerProcess> start) : IDisposable
{
    private const int WarmUpMilliseconds = 1_500;
    private const int WindowMilliseconds = 4_000;

    private ServerProcess? _server;

    /// <summary>Attacks it once.</summary>
    /// <param name="load">What attacks, and is the peer that behaves.</param>
    /// <param name="attack">How, in the words of the load.</param>
    /// <param name="attackers">How many connections; of a flood, a second.</param>
    public List<Measurement> Attack(LoadProgram load, string attack, int attackers) =>
        load.Run("attack", _server ??= start(), name, attack, $"{attackers}", request, $"{WarmUpMilliseconds}", $"{WindowMilliseconds}");

    public void Dispose()
    {
        _server?.Dispose();
        _server = null;
    }
}
