namespace Mux.Compare.Measuring;

/// <summary>A peer in this process.</summary>
internal sealed class ManagedPeer(string name, Func<IEnumerable<Measurement>> round, string? whyMissing = null) : IPeer
{
    public string Name => name;

    public string? WhyMissing => whyMissing;

    public IEnumerable<Measurement> Round() => round();
}
