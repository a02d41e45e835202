namespace Mux.Iocp.Tests;

// The suites of threads, load and endings, on iocp.

public sealed class IocpDisposeTests : DisposeTests
{
    protected override IEventMultiplexer Create() => new IocpUnderTest();
}

public sealed class IocpDuplexTrafficTests : DuplexTrafficTests
{
    protected override IEventMultiplexer Create() => new IocpUnderTest();
}

public sealed class IocpFairnessTests : FairnessTests
{
    protected override IEventMultiplexer Create() => new IocpUnderTest();
}

public sealed class IocpHandleReuseTests : HandleReuseTests
{
    protected override IEventMultiplexer Create() => new IocpUnderTest();
}

[Collection(nameof(AloneInTheProcess))]
public sealed class IocpLeakTests : LeakTests
{
    protected override IEventMultiplexer Create() => new IocpUnderTest();

    // Wine: what it gives as the number of handles is the size of its table, which does not shrink with them.
    protected override int CountHandles()
    {
        if (!Wine.IsThis)
        {
            return base.CountHandles();
        }

        // What earlier facts have left to the collector is not to be missed while this one counts.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return WineHandles.Count();
    }
}

public sealed class IocpManyWaitersTests : ManyWaitersTests
{
    protected override IEventMultiplexer Create() => new IocpUnderTest();
}

public sealed class IocpNoSpinTests : NoSpinTests
{
    protected override IEventMultiplexer Create() => new IocpUnderTest();
}

public sealed class IocpQuietTests : QuietTests
{
    protected override int Calls => Wine.HundredthOf(base.Calls);

    protected override IEventMultiplexer Create() => new IocpUnderTest();
}

public sealed class IocpRegistrationStormTests : RegistrationStormTests
{
    protected override int Changes => Wine.TenthOf(base.Changes);

    protected override IEventMultiplexer Create() => new IocpUnderTest();
}

public sealed class IocpStaleEventTests : StaleEventTests
{
    protected override IEventMultiplexer Create() => new IocpUnderTest();
}

public sealed class IocpThreadTests : ThreadTests
{
    protected override IEventMultiplexer Create() => new IocpUnderTest();
}

public sealed class IocpWakeStormTests : WakeStormTests
{
    protected override int Turns => Wine.TenthOf(base.Turns);

    protected override IEventMultiplexer Create() => new IocpUnderTest();
}
