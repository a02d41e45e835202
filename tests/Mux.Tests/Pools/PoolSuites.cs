namespace Mux.Tests;

// The suites of the one-shot thread pool, on this system's backend.

public sealed class PoolDispatchHereTests : PoolDispatchTests
{
    protected override IEventMultiplexer Create() => EventMultiplexer.Create();
}

public sealed class PoolFailureHereTests : PoolFailureTests
{
    protected override IEventMultiplexer Create() => EventMultiplexer.Create();
}

public sealed class PoolDisposeHereTests : PoolDisposeTests
{
    protected override IEventMultiplexer Create() => EventMultiplexer.Create();
}

public sealed class PoolEchoHereTests : PoolEchoTests
{
    // Wine asks a server process at each system call: some 100 µs.
    protected override int Rounds => OperatingSystem.IsWindows() ? base.Rounds / 10 : base.Rounds;

    protected override IEventMultiplexer Create() => EventMultiplexer.Create();
}
