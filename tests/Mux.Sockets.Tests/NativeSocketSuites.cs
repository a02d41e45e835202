namespace Mux.Sockets.Tests;

// The suites on this system's own multiplexer.

public sealed class NativeStreamEchoTests : StreamEchoTests
{
    protected override IEventMultiplexer Create() => EventMultiplexer.Create();
}

public sealed class NativeStreamEdgeTests : StreamEdgeTests
{
    protected override IEventMultiplexer Create() => EventMultiplexer.Create();
}

public sealed class NativeStreamAwaitTests : StreamAwaitTests
{
    public override Task A_reset_ends_a_receive_with_an_exception_that_has_its_error()
    {
        Assert.SkipWhen(Resets.LookLikeEnds, Resets.AreLostOnWine);
        return base.A_reset_ends_a_receive_with_an_exception_that_has_its_error();
    }

    protected override IEventMultiplexer Create() => EventMultiplexer.Create();
}

public sealed class NativeStreamEndTests : StreamEndTests
{
    protected override IEventMultiplexer Create() => EventMultiplexer.Create();
}

[Collection(nameof(AloneInTheProcess))]
public sealed class NativeStreamQuietTests : StreamQuietTests
{
    protected override int Exchanges => Wine.TenthOf(base.Exchanges);

    protected override IEventMultiplexer Create() => EventMultiplexer.Create();
}

public sealed class NativeStreamHandlerTests : StreamHandlerTests
{
    protected override IEventMultiplexer Create() => EventMultiplexer.Create();
}
