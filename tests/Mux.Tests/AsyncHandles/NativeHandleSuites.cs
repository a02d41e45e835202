namespace Mux.Tests;

// Awaitable handles on this system's own multiplexer. A system call takes some 100 µs on Wine, so that sizes are smaller there.

[Collection(nameof(AloneInTheProcess))]
public sealed class NativeHandlePingPongTests : HandlePingPongTests
{
    protected override int Rallies => Wine.TenthOf(base.Rallies);

    protected override int CountedRallies => Wine.HundredthOf(base.CountedRallies);

    protected override IEventMultiplexer Create() => NativeMultiplexer.Create();
}

public sealed class NativeHandleWaitTests : HandleWaitTests
{
    protected override IEventMultiplexer Create() => NativeMultiplexer.Create();
}

public sealed class NativeHandleLevelTests : HandleLevelTests
{
    protected override IEventMultiplexer Create() => NativeMultiplexer.Create();
}

public sealed class NativeHandlePerformTests : HandlePerformTests
{
    protected override IEventMultiplexer Create() => NativeMultiplexer.Create();
}

public sealed class NativeHandleCancellationTests : HandleCancellationTests
{
    protected override int Rounds => Wine.TenthOf(base.Rounds);

    protected override IEventMultiplexer Create() => NativeMultiplexer.Create();
}

public sealed class NativeHandleEndTests : HandleEndTests
{
    protected override int Rounds => Wine.TenthOf(base.Rounds);

    protected override IEventMultiplexer Create() => NativeMultiplexer.Create();
}

public sealed class NativeHandleAttachTests : HandleAttachTests
{
    protected override IEventMultiplexer Create() => NativeMultiplexer.Create();
}

public sealed class NativeHandleResumptionTests : HandleResumptionTests
{
    protected override IEventMultiplexer Create() => NativeMultiplexer.Create();
}
