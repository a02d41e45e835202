namespace Mux.Kqueue.Tests;

// The suites of the one-shot thread pool, on kqueue. None of their facts differs here; simulated, one is shorter.

public sealed class KqueuePoolDispatchTests : PoolDispatchTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueuePoolFailureTests : PoolFailureTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueuePoolDisposeTests : PoolDisposeTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueuePoolEchoTests : PoolEchoTests
{
    // Each call of the simulated kernel is half a dozen real ones.
    protected override int Rounds => KqueueUnderTest.IsSimulated ? base.Rounds / 10 : base.Rounds;

    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}
