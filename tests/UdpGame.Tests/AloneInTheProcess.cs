namespace UdpGame.Tests;

/// <summary>For facts that measure what the whole process influences: no other fact runs beside them.</summary>
[CollectionDefinition(nameof(AloneInTheProcess), DisableParallelization = true)]
public sealed class AloneInTheProcess;
