using System.Net.Sockets;

namespace Mux.Iocp.Tests;

// What the iocp backend is held to: each suite of the contract, unchanged. An override in one of these classes states a difference of the system.

public sealed class IocpCloseTests : CloseTests
{
    protected override IEventMultiplexer Create() => new IocpUnderTest();
}

public sealed class IocpCollectionTests : CollectionTests
{
    protected override IEventMultiplexer Create() => new IocpUnderTest();
}

public sealed class IocpConnectTests : ConnectTests
{
    protected override IEventMultiplexer Create() => new IocpUnderTest();
}

public sealed class IocpDatagramTests : DatagramTests
{
    protected override IEventMultiplexer Create() => new IocpUnderTest();

    // Windows tells of the answer that nobody listens by readability, and by the error of the receive that follows.
    public override void A_datagram_that_found_nobody_is_an_error_until_that_is_taken()
    {
        Assert.SkipWhen(Wine.IsBefore(10), "Wine 8 drops the answer that nobody listens unless it comes while nothing else is ready");
        using IEventMultiplexer mux = Create();
        using var pair = new UdpPair();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable | Interests.Writable);
        pair.Right.Dispose();

        pair.Left.Send([1]);

        mux.WaitUntil(left, Readiness.Readable | Readiness.Writable);
        pair.Left.Receive(new byte[1], SocketFlags.None, out SocketError error);
        Assert.Equal(SocketError.ConnectionReset, error);
        Assert.Equal(new ReadyEvent(left, Readiness.Writable), mux.WaitForOne());
    }
}

public sealed class IocpEdgeEndTests : EdgeEndTests
{
    protected override IEventMultiplexer Create() => new IocpUnderTest();

    // Wine 8 tells of the end only once the data before it is read.
    protected override Readiness UnreadDataAndEnd => Wine.IsBefore(10) ? Readiness.Readable : base.UnreadDataAndEnd;
}

public sealed class IocpEdgeTriggerTests : EdgeTriggerTests
{
    protected override IEventMultiplexer Create() => new IocpUnderTest();

    // Each direction is silent by itself from its report until it would block: the room is not told of again beside the data.
    protected override Readiness NewDataBesideRoomReportedBefore => Readiness.Readable;
}

public sealed class IocpEventBufferTests : EventBufferTests
{
    protected override IEventMultiplexer Create() => new IocpUnderTest();
}

public sealed class IocpExclusiveTests : ExclusiveTests
{
    protected override IEventMultiplexer Create() => new IocpUnderTest();
}

public sealed class IocpIdentityTests : IdentityTests
{
    protected override IEventMultiplexer Create() => new IocpUnderTest();
}

public sealed class IocpLevelTriggerTests : LevelTriggerTests
{
    protected override IEventMultiplexer Create() => new IocpUnderTest();
}

public sealed class IocpMisuseTests : MisuseTests
{
    protected override IEventMultiplexer Create() => new IocpUnderTest();
}

public sealed class IocpModifyTests : ModifyTests
{
    protected override IEventMultiplexer Create() => new IocpUnderTest();
}

public sealed class IocpOneShotTests : OneShotTests
{
    protected override IEventMultiplexer Create() => new IocpUnderTest();
}

public sealed class IocpOwnShutdownTests : OwnShutdownTests
{
    protected override IEventMultiplexer Create() => new IocpUnderTest();

    // The driver tells of what the peer does; what this side has shut down, its owner knows.
    protected override Readiness ReceivingHalf => Readiness.Writable;

    protected override Readiness BothHalves => Readiness.Writable;
}

public sealed class IocpPauseTests : PauseTests
{
    protected override IEventMultiplexer Create() => new IocpUnderTest();
}

public sealed class IocpPingPongTests : PingPongTests
{
    protected override IEventMultiplexer Create() => new IocpUnderTest();
}

public sealed class IocpPipeTests : PipeTests
{
    protected override IEventMultiplexer Create() => new IocpUnderTest();
}

public sealed class IocpPriorityTests : PriorityTests
{
    protected override IEventMultiplexer Create() => new IocpUnderTest();
}

public sealed class IocpRandomProgramTests : RandomProgramTests
{
    // A poll that is outstanding between waits is answered once, when its condition comes about; what is read before the next wait is told of there all the same.
    protected override bool MayTellOfThePast => true;

    protected override IEventMultiplexer Create() => new IocpUnderTest();
}

public sealed class IocpReadinessTests : ReadinessTests
{
    protected override IEventMultiplexer Create() => new IocpUnderTest();

    // The driver tells only of the peer's half. That this side's has ended too, its owner knows.
    protected override Readiness BothHalvesShut => Readiness.ReadClosed;

    // ... and the peer's half is told of to those who read.
    public override void Both_halves_are_shut_down(Interests interests)
    {
        if (interests != Interests.Writable)
        {
            base.Both_halves_are_shut_down(interests);
            return;
        }

        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        pair.Left.Shutdown(SocketShutdown.Send);
        pair.Right.Shutdown(SocketShutdown.Send);
        pair.Left.AwaitReadable();

        EventRegistration left = mux.Register(pair.Left, interests);

        Assert.Equal(new ReadyEvent(left, Readiness.Writable), mux.WaitForOne());
    }

    public override void A_reset_reaches_a_wait_for_reading_and_the_read_then_fails()
    {
        Assert.SkipWhen(Resets.LookLikeEnds, Resets.AreLostOnWine);
        base.A_reset_reaches_a_wait_for_reading_and_the_read_then_fails();
    }
}

public sealed class IocpRegistrationTests : RegistrationTests
{
    protected override IEventMultiplexer Create() => new IocpUnderTest();
}

public sealed class IocpSharedHandleTests : SharedHandleTests
{
    protected override IEventMultiplexer Create() => new IocpUnderTest();
}

public sealed class IocpTimeoutTests : TimeoutTests
{
    protected override IEventMultiplexer Create() => new IocpUnderTest();
}

public sealed class IocpTransferTests : TransferTests
{
    protected override IEventMultiplexer Create() => new IocpUnderTest();
}

public sealed class IocpUnixSocketTests : UnixSocketTests
{
    protected override IEventMultiplexer Create() => new IocpUnderTest();
}

public sealed class IocpUnregisterTests : UnregisterTests
{
    protected override IEventMultiplexer Create() => new IocpUnderTest();
}

public sealed class IocpUseAfterDisposeTests : UseAfterDisposeTests
{
    protected override IEventMultiplexer Create() => new IocpUnderTest();
}

public sealed class IocpWakeTests : WakeTests
{
    protected override IEventMultiplexer Create() => new IocpUnderTest();
}
