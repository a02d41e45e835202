namespace Mux.Sockets.Tests;

// The suites of the guards on this system's own multiplexer.

public sealed class NativeConnectionGuardTests : ConnectionGuardTests
{
    protected override IEventMultiplexer Create() => EventMultiplexer.Create();
}

public sealed class NativeConnectionDeadlineTests : ConnectionDeadlineTests
{
    protected override IEventMultiplexer Create() => EventMultiplexer.Create();
}

public sealed class NativeSlowLorisTests : SlowLorisTests
{
    protected override int Attackers => Wine.TenthOf(base.Attackers);

    protected override IEventMultiplexer Create() => EventMultiplexer.Create();
}

public sealed class NativeSendQueueTests : SendQueueTests
{
    protected override IEventMultiplexer Create() => EventMultiplexer.Create();
}
