namespace Mux.Kqueue.Tests;

// Sockets of Mux on kqueue. Over the simulated kernel, whose calls are slow, sizes are smaller.

public sealed class KqueueStreamEchoTests : StreamEchoTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueueStreamEdgeTests : StreamEdgeTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueueStreamAwaitTests : StreamAwaitTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueueStreamEndTests : StreamEndTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

[Collection(nameof(AloneInTheProcess))]
public sealed class KqueueStreamQuietTests : StreamQuietTests
{
    protected override int Exchanges => KqueueUnderTest.IsSimulated ? 1000 : base.Exchanges;

    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueueStreamHandlerTests : StreamHandlerTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}
