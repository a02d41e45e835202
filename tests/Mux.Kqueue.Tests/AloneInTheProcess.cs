namespace Mux.Kqueue.Tests;

/// <summary>For facts that count what the whole process holds: no other fact runs beside them.</summary>
[CollectionDefinition(nameof(AloneInTheProcess), DisableParallelization = true)]
public sealed class AloneInTheProcess;
