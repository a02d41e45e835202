namespace Mux.Kqueue.Tests.FreeBsd;

// The suites whose subjects differ between macOS and FreeBSD, over FreeBSD's ways: receipts, pipes, closing, waking.

public sealed class FreeBsdCloseTests : CloseTests
{
    protected override IEventMultiplexer Create() => FreeBsdUnderTest.Create();
}

public sealed class FreeBsdDisposeTests : DisposeTests
{
    protected override IEventMultiplexer Create() => FreeBsdUnderTest.Create();
}

public sealed class FreeBsdEventBufferTests : EventBufferTests
{
    protected override IEventMultiplexer Create() => FreeBsdUnderTest.Create();
}

public sealed class FreeBsdFairnessTests : FairnessTests
{
    protected override IEventMultiplexer Create() => FreeBsdUnderTest.Create();
}

public sealed class FreeBsdModifyTests : ModifyTests
{
    protected override IEventMultiplexer Create() => FreeBsdUnderTest.Create();
}

public sealed class FreeBsdOneShotTests : OneShotTests
{
    protected override IEventMultiplexer Create() => FreeBsdUnderTest.Create();
}

public sealed class FreeBsdPauseTests : PauseTests
{
    protected override IEventMultiplexer Create() => FreeBsdUnderTest.Create();
}

public sealed class FreeBsdPipeTests : PipeTests
{
    protected override IEventMultiplexer Create() => FreeBsdUnderTest.Create();
}

public sealed class FreeBsdRandomProgramTests : RandomProgramTests
{
    protected override IEventMultiplexer Create() => FreeBsdUnderTest.Create();
}

public sealed class FreeBsdRegistrationTests : RegistrationTests
{
    protected override IEventMultiplexer Create() => FreeBsdUnderTest.Create();
}

public sealed class FreeBsdStaleEventTests : StaleEventTests
{
    protected override IEventMultiplexer Create() => FreeBsdUnderTest.Create();
}

public sealed class FreeBsdUnregisterTests : UnregisterTests
{
    protected override IEventMultiplexer Create() => FreeBsdUnderTest.Create();
}

public sealed class FreeBsdWakeTests : WakeTests
{
    protected override IEventMultiplexer Create() => FreeBsdUnderTest.Create();
}
