namespace Mux.Epoll.Tests;

// The suites of threads, load and endings, on epoll. None of their facts differs here.

public sealed class EpollDisposeTests : DisposeTests
{
    protected override IEventMultiplexer Create() => EpollUnderTest.Create();
}

public sealed class EpollDuplexTrafficTests : DuplexTrafficTests
{
    protected override IEventMultiplexer Create() => EpollUnderTest.Create();
}

public sealed class EpollFairnessTests : FairnessTests
{
    protected override IEventMultiplexer Create() => EpollUnderTest.Create();
}

public sealed class EpollHandleReuseTests : HandleReuseTests
{
    protected override IEventMultiplexer Create() => EpollUnderTest.Create();
}

[Collection(nameof(AloneInTheProcess))]
public sealed class EpollLeakTests : LeakTests
{
    protected override IEventMultiplexer Create() => EpollUnderTest.Create();
}

public sealed class EpollManyWaitersTests : ManyWaitersTests
{
    protected override IEventMultiplexer Create() => EpollUnderTest.Create();
}

public sealed class EpollNoSpinTests : NoSpinTests
{
    protected override IEventMultiplexer Create() => EpollUnderTest.Create();
}

public sealed class EpollQuietTests : QuietTests
{
    protected override IEventMultiplexer Create() => EpollUnderTest.Create();
}

public sealed class EpollRandomProgramTests : RandomProgramTests
{
    protected override IEventMultiplexer Create() => EpollUnderTest.Create();
}

public sealed class EpollRegistrationStormTests : RegistrationStormTests
{
    protected override IEventMultiplexer Create() => EpollUnderTest.Create();
}

public sealed class EpollStaleEventTests : StaleEventTests
{
    protected override IEventMultiplexer Create() => EpollUnderTest.Create();
}

public sealed class EpollThreadTests : ThreadTests
{
    protected override IEventMultiplexer Create() => EpollUnderTest.Create();
}

public sealed class EpollWakeStormTests : WakeStormTests
{
    protected override IEventMultiplexer Create() => EpollUnderTest.Create();
}
