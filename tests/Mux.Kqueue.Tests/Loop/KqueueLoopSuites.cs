
namespace Mux.Kqueue.Tests;

// The loop on kqueue. Each call of the simulated kernel is half a dozen real ones, so that sizes are smaller there.

public sealed class KqueueLoopPostingTests : LoopPostingTests
{
    protected override int Posts => KqueueUnderTest.IsSimulated ? base.Posts / 10 : base.Posts;

    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueueLoopWakeTests : LoopWakeTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

[Collection(nameof(AloneInTheProcess))]
public sealed class KqueueLoopQuietTests : LoopQuietTests
{
    protected override int Calls => KqueueUnderTest.IsSimulated ? base.Calls / 10 : base.Calls;

    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueueLoopInvokeTests : LoopInvokeTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueueLoopContextTests : LoopContextTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueueLoopHandlerTests : LoopHandlerTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueueLoopFairnessTests : LoopFairnessTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueueLoopTimerTests : LoopTimerTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueueLoopTimerCancelTests : LoopTimerCancelTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueueLoopPeriodicTimerTests : LoopPeriodicTimerTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueueLoopTimerCrowdTests : LoopTimerCrowdTests
{
    protected override int Timers => KqueueUnderTest.IsSimulated ? base.Timers / 10 : base.Timers;

    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueueLoopTimeProviderTests : LoopTimeProviderTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueueLoopDelayTests : LoopDelayTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueueLoopExceptionTests : LoopExceptionTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueueLoopFailureTests : LoopFailureTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueueLoopStopTests : LoopStopTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueueLoopStopRaceTests : LoopStopRaceTests
{
    protected override int Rounds => KqueueUnderTest.IsSimulated ? base.Rounds / 10 : base.Rounds;

    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueueLoopDisposeTests : LoopDisposeTests
{
    protected override int Rounds => KqueueUnderTest.IsSimulated ? base.Rounds / 10 : base.Rounds;

    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueueLoopEndingTests : LoopEndingTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}
