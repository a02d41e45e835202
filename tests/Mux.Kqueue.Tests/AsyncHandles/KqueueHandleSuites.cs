namespace Mux.Kqueue.Tests;

// Awaitable handles on kqueue. Over the simulated kernel, whose calls are slow, sizes are smaller.

[Collection(nameof(AloneInTheProcess))]
public sealed class KqueueHandlePingPongTests : HandlePingPongTests
{
    protected override int Rallies => KqueueUnderTest.IsSimulated ? base.Rallies / 10 : base.Rallies;

    protected override int CountedRallies => KqueueUnderTest.IsSimulated ? 1000 : base.CountedRallies;

    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueueHandleWaitTests : HandleWaitTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueueHandleLevelTests : HandleLevelTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueueHandlePerformTests : HandlePerformTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueueHandleCancellationTests : HandleCancellationTests
{
    protected override int Rounds => KqueueUnderTest.IsSimulated ? base.Rounds / 10 : base.Rounds;

    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueueHandleEndTests : HandleEndTests
{
    protected override int Rounds => KqueueUnderTest.IsSimulated ? base.Rounds / 10 : base.Rounds;

    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueueHandleAttachTests : HandleAttachTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueueHandleResumptionTests : HandleResumptionTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}
