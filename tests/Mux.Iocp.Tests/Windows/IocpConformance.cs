namespace Mux.Iocp.Tests;

// What the iocp backend is held to: each suite of the contract, unchanged. An override in one of these classes states a difference of the system.

public sealed class IocpCloseTests : CloseTests
{
    protected override IEventMultiplexer Create() => new IocpMultiplexer();
}

public sealed class IocpCollectionTests : CollectionTests
{
    protected override IEventMultiplexer Create() => new IocpMultiplexer();
}

public sealed class IocpConnectTests : ConnectTests
{
    protected override IEventMultiplexer Create() => new IocpMultiplexer();
}

public sealed class IocpDatagramTests : DatagramTests
{
    protected override IEventMultiplexer Create() => new IocpMultiplexer();
}

public sealed class IocpEdgeEndTests : EdgeEndTests
{
    protected override IEventMultiplexer Create() => new IocpMultiplexer();
}

public sealed class IocpEdgeTriggerTests : EdgeTriggerTests
{
    protected override IEventMultiplexer Create() => new IocpMultiplexer();
}

public sealed class IocpEventBufferTests : EventBufferTests
{
    protected override IEventMultiplexer Create() => new IocpMultiplexer();
}

public sealed class IocpExclusiveTests : ExclusiveTests
{
    protected override IEventMultiplexer Create() => new IocpMultiplexer();
}

public sealed class IocpIdentityTests : IdentityTests
{
    protected override IEventMultiplexer Create() => new IocpMultiplexer();
}

public sealed class IocpLevelTriggerTests : LevelTriggerTests
{
    protected override IEventMultiplexer Create() => new IocpMultiplexer();
}

public sealed class IocpMisuseTests : MisuseTests
{
    protected override IEventMultiplexer Create() => new IocpMultiplexer();
}

public sealed class IocpModifyTests : ModifyTests
{
    protected override IEventMultiplexer Create() => new IocpMultiplexer();
}

public sealed class IocpOneShotTests : OneShotTests
{
    protected override IEventMultiplexer Create() => new IocpMultiplexer();
}

public sealed class IocpOwnShutdownTests : OwnShutdownTests
{
    protected override IEventMultiplexer Create() => new IocpMultiplexer();
}

public sealed class IocpPauseTests : PauseTests
{
    protected override IEventMultiplexer Create() => new IocpMultiplexer();
}

public sealed class IocpPingPongTests : PingPongTests
{
    protected override IEventMultiplexer Create() => new IocpMultiplexer();
}

public sealed class IocpPipeTests : PipeTests
{
    protected override IEventMultiplexer Create() => new IocpMultiplexer();
}

public sealed class IocpPriorityTests : PriorityTests
{
    protected override IEventMultiplexer Create() => new IocpMultiplexer();
}

public sealed class IocpReadinessTests : ReadinessTests
{
    protected override IEventMultiplexer Create() => new IocpMultiplexer();
}

public sealed class IocpRegistrationTests : RegistrationTests
{
    protected override IEventMultiplexer Create() => new IocpMultiplexer();
}

public sealed class IocpSharedHandleTests : SharedHandleTests
{
    protected override IEventMultiplexer Create() => new IocpMultiplexer();
}

public sealed class IocpTimeoutTests : TimeoutTests
{
    protected override IEventMultiplexer Create() => new IocpMultiplexer();
}

public sealed class IocpTransferTests : TransferTests
{
    protected override IEventMultiplexer Create() => new IocpMultiplexer();
}

public sealed class IocpUnixSocketTests : UnixSocketTests
{
    protected override IEventMultiplexer Create() => new IocpMultiplexer();
}

public sealed class IocpUnregisterTests : UnregisterTests
{
    protected override IEventMultiplexer Create() => new IocpMultiplexer();
}

public sealed class IocpUseAfterDisposeTests : UseAfterDisposeTests
{
    protected override IEventMultiplexer Create() => new IocpMultiplexer();
}

public sealed class IocpWakeTests : WakeTests
{
    protected override IEventMultiplexer Create() => new IocpMultiplexer();
}
