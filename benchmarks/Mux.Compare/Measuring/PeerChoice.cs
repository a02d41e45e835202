namespace Mux.Compare.Measuring;

/// <summary>Which peers are asked for.</summary>
/// <param name="given">As the user gave them: each a name, or several with commas between; a name may hold a comma as well. Null for all.</param>
internal sealed class PeerChoice(IReadOnlyList<string>? given)
{
    /// <summary>Whether a peer takes part in a suite. Its reference always does.</summary>
    public bool Takes(Suite suite, IPeer peer) => given is null || peer.Name == suite.Reference || NamesIn(suite).Any(name => IsSame(peer.Name, name));

    /// <summary>The names that a suite does not have.</summary>
    public IEnumerable<string> UnknownTo(Suite suite) => given is null ? [] : NamesIn(suite).Where(name => !Has(suite, name));

    // What is no name as a whole is several.
    private IEnumerable<string> NamesIn(Suite suite) => given!.SelectMany(names => Has(suite, names) ? [names] : names.Split(',', StringSplitOptions.TrimEntries));

    private static bool Has(Suite suite, string name) => suite.Peers.Any(peer => IsSame(peer.Name, name));

    private static bool IsSame(string name, string other) => string.Equals(name, other, StringComparison.OrdinalIgnoreCase);
}
