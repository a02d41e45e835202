namespace Mux.Compare.Serving;

/// <summary>A server that can be started.</summary>
/// <param name="Name">The name in the tables.</param>
/// <param name="WhyMissing">Why it cannot run here; null when it can.</param>
/// <param name="Start">Starts it.</param>
/// <param name="IsManaged">Whether it answers the questions of <see cref="Servers.ControlLines"/>.</param>
internal sealed record ServerKind(string Name, string? WhyMissing, Func<ServerProcess> Start, bool IsManaged);
