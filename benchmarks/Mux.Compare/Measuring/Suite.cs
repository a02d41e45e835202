namespace Mux.Compare.Measuring;

/// <summary>One job and the peers that do it.</summary>
/// <param name="Name">The name on the command line.</param>
/// <param name="Reference">The peer to whose medians the others' are compared.</param>
/// <param name="Peers">Who takes part, in the order of the table.</param>
internal sealed record Suite(string Name, string Reference, IReadOnlyList<IPeer> Peers) : IDisposable
{
    /// <summary>What to draw of the results.</summary>
    public IReadOnlyList<Chart> Charts { get; init; } = [];

    /// <summary>A folder that the suite needs, and that goes with it; or null.</summary>
    public DirectoryInfo? Folder { get; init; }

    /// <summary>Ends the servers among the peers.</summary>
    public void Dispose()
    {
        foreach (IDisposable peer in Peers.OfType<IDisposable>())
        {
            peer.Dispose();
        }

        Folder?.Delete(recursive: true);
    }
}
