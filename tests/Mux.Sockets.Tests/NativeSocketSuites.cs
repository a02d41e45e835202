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
    public override Task A_reset_ends_a_receive_with_its_error_and_no_exception()
    {
        Assert.SkipWhen(Resets.LookLikeEnds, Resets.AreLostOnWine);
        return base.A_reset_ends_a_receive_with_its_error_and_no_exception();
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
