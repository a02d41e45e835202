namespace Mux.Iocp.Tests;

// The suites of threads, load and endings, on iocp. None of their facts differs here.

public sealed class IocpDisposeTests : DisposeTests
{
    protected override IEventMultiplexer Create() => new IocpMultiplexer();
}

public sealed class IocpDuplexTrafficTests : DuplexTrafficTests
{
    protected override IEventMultiplexer Create() => new IocpMultiplexer();
}

public sealed class IocpFairnessTests : FairnessTests
{
    protected override IEventMultiplexer Create() => new IocpMultiplexer();
}

public sealed class IocpHandleReuseTests : HandleReuseTests
{
    protected override IEventMultiplexer Create() => new IocpMultiplexer();
}

[Collection(nameof(AloneInTheProcess))]
public sealed class IocpLeakTests : LeakTests
{
    protected override IEventMultiplexer Create() => new IocpMultiplexer();
}

public sealed class IocpManyWaitersTests : ManyWaitersTests
{
    protected override IEventMultiplexer Create() => new IocpMultiplexer();
}

public sealed class IocpNoSpinTests : NoSpinTests
{
    protected override IEventMultiplexer Create() => new IocpMultiplexer();
}

public sealed class IocpQuietTests : QuietTests
{
    protected override IEventMultiplexer Create() => new IocpMultiplexer();
}

public sealed class IocpRegistrationStormTests : RegistrationStormTests
{
    protected override IEventMultiplexer Create() => new IocpMultiplexer();
}

public sealed class IocpStaleEventTests : StaleEventTests
{
    protected override IEventMultiplexer Create() => new IocpMultiplexer();
}

public sealed class IocpThreadTests : ThreadTests
{
    protected override IEventMultiplexer Create() => new IocpMultiplexer();
}

public sealed class IocpWakeStormTests : WakeStormTests
{
    protected override IEventMultiplexer Create() => new IocpMultiplexer();
}
