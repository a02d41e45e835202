namespace Mux.Epoll.Tests;

// What the epoll backend is held to: each suite of the contract, unchanged. An override in one of these classes states a difference of the system.

public sealed class EpollCloseTests : CloseTests
{
    protected override IEventMultiplexer Create() => EpollUnderTest.Create();
}

public sealed class EpollCollectionTests : CollectionTests
{
    protected override IEventMultiplexer Create() => EpollUnderTest.Create();
}

public sealed class EpollConnectTests : ConnectTests
{
    protected override IEventMultiplexer Create() => EpollUnderTest.Create();
}

public sealed class EpollDatagramTests : DatagramTests
{
    protected override IEventMultiplexer Create() => EpollUnderTest.Create();
}

public sealed class EpollEdgeEndTests : EdgeEndTests
{
    protected override IEventMultiplexer Create() => EpollUnderTest.Create();
}

public sealed class EpollEdgeTriggerTests : EdgeTriggerTests
{
    protected override IEventMultiplexer Create() => EpollUnderTest.Create();
}

public sealed class EpollEventBufferTests : EventBufferTests
{
    protected override IEventMultiplexer Create() => EpollUnderTest.Create();
}

public sealed class EpollExclusiveTests : ExclusiveTests
{
    protected override IEventMultiplexer Create() => EpollUnderTest.Create();
}

public sealed class EpollIdentityTests : IdentityTests
{
    protected override IEventMultiplexer Create() => EpollUnderTest.Create();
}

public sealed class EpollLevelTriggerTests : LevelTriggerTests
{
    protected override IEventMultiplexer Create() => EpollUnderTest.Create();
}

public sealed class EpollMisuseTests : MisuseTests
{
    protected override IEventMultiplexer Create() => EpollUnderTest.Create();
}

public sealed class EpollModifyTests : ModifyTests
{
    protected override IEventMultiplexer Create() => EpollUnderTest.Create();
}

public sealed class EpollOneShotTests : OneShotTests
{
    protected override IEventMultiplexer Create() => EpollUnderTest.Create();
}

public sealed class EpollOwnShutdownTests : OwnShutdownTests
{
    protected override IEventMultiplexer Create() => EpollUnderTest.Create();
}

public sealed class EpollPauseTests : PauseTests
{
    protected override IEventMultiplexer Create() => EpollUnderTest.Create();
}

public sealed class EpollPingPongTests : PingPongTests
{
    protected override IEventMultiplexer Create() => EpollUnderTest.Create();
}

public sealed class EpollPipeTests : PipeTests
{
    protected override IEventMultiplexer Create() => EpollUnderTest.Create();
}

public sealed class EpollPriorityTests : PriorityTests
{
    protected override IEventMultiplexer Create() => EpollUnderTest.Create();
}

public sealed class EpollReadinessTests : ReadinessTests
{
    protected override IEventMultiplexer Create() => EpollUnderTest.Create();
}

public sealed class EpollRegistrationTests : RegistrationTests
{
    protected override IEventMultiplexer Create() => EpollUnderTest.Create();
}

public sealed class EpollSharedHandleTests : SharedHandleTests
{
    protected override IEventMultiplexer Create() => EpollUnderTest.Create();
}

public sealed class EpollTimeoutTests : TimeoutTests
{
    protected override IEventMultiplexer Create() => EpollUnderTest.Create();
}

public sealed class EpollTransferTests : TransferTests
{
    protected override IEventMultiplexer Create() => EpollUnderTest.Create();
}

public sealed class EpollUnixSocketTests : UnixSocketTests
{
    protected override IEventMultiplexer Create() => EpollUnderTest.Create();
}

public sealed class EpollUnregisterTests : UnregisterTests
{
    protected override IEventMultiplexer Create() => EpollUnderTest.Create();
}

public sealed class EpollUseAfterDisposeTests : UseAfterDisposeTests
{
    protected override IEventMultiplexer Create() => EpollUnderTest.Create();
}

public sealed class EpollWakeTests : WakeTests
{
    protected override IEventMultiplexer Create() => EpollUnderTest.Create();
}
