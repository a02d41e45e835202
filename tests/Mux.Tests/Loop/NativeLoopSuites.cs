namespace Mux.Tests;

// The loop on this system's own multiplexer. A system call takes some 100 µs on Wine, so that sizes are smaller there.

public sealed class NativeLoopPostingTests : LoopPostingTests
{
    protected override int Posts => Wine.HundredthOf(base.Posts);

    protected override IEventMultiplexer Create() => NativeMultiplexer.Create();
}

public sealed class NativeLoopSurroundingsTests : LoopSurroundingsTests
{
    protected override IEventMultiplexer Create() => NativeMultiplexer.Create();
}

public sealed class NativeLoopWakeTests : LoopWakeTests
{
    protected override IEventMultiplexer Create() => NativeMultiplexer.Create();
}

[Collection(nameof(AloneInTheProcess))]
public sealed class NativeLoopQuietTests : LoopQuietTests
{
    protected override int Calls => Wine.TenthOf(base.Calls);

    protected override IEventMultiplexer Create() => NativeMultiplexer.Create();
}

public sealed class NativeLoopInvokeTests : LoopInvokeTests
{
    protected override IEventMultiplexer Create() => NativeMultiplexer.Create();
}

public sealed class NativeLoopContextTests : LoopContextTests
{
    protected override IEventMultiplexer Create() => NativeMultiplexer.Create();
}

public sealed class NativeLoopHandlerTests : LoopHandlerTests
{
    protected override IEventMultiplexer Create() => NativeMultiplexer.Create();
}

public sealed class NativeLoopFairnessTests : LoopFairnessTests
{
    protected override IEventMultiplexer Create() => NativeMultiplexer.Create();
}

public sealed class NativeLoopTimerTests : LoopTimerTests
{
    protected override IEventMultiplexer Create() => NativeMultiplexer.Create();
}

public sealed class NativeLoopTimerCancelTests : LoopTimerCancelTests
{
    protected override IEventMultiplexer Create() => NativeMultiplexer.Create();
}

public sealed class NativeLoopPeriodicTimerTests : LoopPeriodicTimerTests
{
    protected override IEventMultiplexer Create() => NativeMultiplexer.Create();
}

public sealed class NativeLoopTimerCrowdTests : LoopTimerCrowdTests
{
    protected override int Timers => Wine.TenthOf(base.Timers);

    protected override IEventMultiplexer Create() => NativeMultiplexer.Create();
}

public sealed class NativeLoopTimeProviderTests : LoopTimeProviderTests
{
    protected override IEventMultiplexer Create() => NativeMultiplexer.Create();
}

public sealed class NativeLoopDelayTests : LoopDelayTests
{
    protected override IEventMultiplexer Create() => NativeMultiplexer.Create();
}

public sealed class NativeLoopExceptionTests : LoopExceptionTests
{
    protected override IEventMultiplexer Create() => NativeMultiplexer.Create();
}

public sealed class NativeLoopFailureTests : LoopFailureTests
{
    protected override IEventMultiplexer Create() => NativeMultiplexer.Create();
}

public sealed class NativeLoopStopTests : LoopStopTests
{
    protected override IEventMultiplexer Create() => NativeMultiplexer.Create();
}

public sealed class NativeLoopStopRaceTests : LoopStopRaceTests
{
    protected override int Rounds => Wine.TenthOf(base.Rounds);

    protected override IEventMultiplexer Create() => NativeMultiplexer.Create();
}

public sealed class NativeLoopDisposeTests : LoopDisposeTests
{
    protected override int Rounds => Wine.TenthOf(base.Rounds);

    protected override IEventMultiplexer Create() => NativeMultiplexer.Create();
}

public sealed class NativeLoopEndingTests : LoopEndingTests
{
    protected override IEventMultiplexer Create() => NativeMultiplexer.Create();
}
