namespace Mux.Kqueue.Tests;

// The guards on kqueue. Over the simulated kernel, whose calls are slow, sizes are smaller.

public sealed class KqueueConnectionGuardTests : ConnectionGuardTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueueConnectionDeadlineTests : ConnectionDeadlineTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueueSlowLorisTests : SlowLorisTests
{
    protected override int Attackers => KqueueUnderTest.IsSimulated ? base.Attackers / 10 : base.Attackers;

    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueueSendQueueTests : SendQueueTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}
