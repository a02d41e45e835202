namespace Mux.Kqueue.Tests;

// The suites of threads, load and endings, on kqueue. None of their facts differs here; simulated, one is shorter.

public sealed class KqueueDisposeTests : DisposeTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueueDuplexTrafficTests : DuplexTrafficTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueueFairnessTests : FairnessTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueueHandleReuseTests : HandleReuseTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

[Collection(nameof(AloneInTheProcess))]
public sealed class KqueueLeakTests : LeakTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueueManyWaitersTests : ManyWaitersTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueueNoSpinTests : NoSpinTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueueQuietTests : QuietTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();

    // Each call of the simulated kernel is half a dozen real ones.
    protected override int Calls => KqueueUnderTest.IsSimulated ? base.Calls / 10 : base.Calls;
}

public sealed class KqueueRandomProgramTests : RandomProgramTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueueRegistrationStormTests : RegistrationStormTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueueStaleEventTests : StaleEventTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueueThreadTests : ThreadTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueueWakeStormTests : WakeStormTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}
