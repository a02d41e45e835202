using Mux.Compare.Measuring;

namespace Mux.Compare.Serving;

/// <summary>One way to attack servers.</summary>
/// <param name="name">The name in the tables.</param>
/// <param name="load">What attacks.</param>
/// <param name="attack">How, in the words of the load.</param>
/// <param name="attackers">How many connections; of a flood, a second.</param>
/// <param name="targets">Whom. They end with this.</param>
internal sealed class AttackPeer(string name, LoadProgram load, string attack, int attackers, params AttackTarget[] targets) : IPeer, IDisposable
{
    public string Name => name;

    public string? WhyMissing => load.WhyMissing;

    public IEnumerable<Measurement> Round() => targets.SelectMany(target => target.Attack(load, attack, attackers));

    public void Dispose() => Array.ForEach(targets, target => target.Dispose());
}
