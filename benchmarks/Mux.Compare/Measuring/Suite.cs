namespace Mux.Compare.Measuring;

/// <summary>One job and the peers that do it.</summary>
/// <param name="Name">The name on the command line.</param>
/// <param name="Reference">The peer to whose medians the others' are compared.</param>
/// <param name="Peers">Who takes part, in the order of the table.</param>
internal sealed record Suite(string Name, string Reference, IReadOnlyList<IPeer> Peers);
