namespace Mux.Compare.Measuring;

/// <summary>A peer in this process. It runs wherever .NET does.</summary>
internal sealed class ManagedPeer(string name, Func<IEnumerable<Measurement>> round) : IPeer
{
    public string Name => name;

    public string? WhyMissing => null;

    public IEnumerable<Measurement> Round() => round();
}
