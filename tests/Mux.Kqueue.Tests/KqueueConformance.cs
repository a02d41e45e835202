using System.Net.Sockets;

namespace Mux.Kqueue.Tests;

// What the kqueue backend is held to: each suite of the contract. An override in one of these classes states a difference of the system.

public sealed class KqueueCloseTests : CloseTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueueCollectionTests : CollectionTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueueConnectTests : ConnectTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueueDatagramTests : DatagramTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();

    // Without an end there is no place for an error in a kevent: the operation that is tried meets it.
    protected override Readiness NobodyThere => Readiness.Readable | Readiness.Writable;
}

public sealed class KqueueEdgeEndTests : EdgeEndTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueueEdgeTriggerTests : EdgeTriggerTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();

    // Room and data have filters of their own: data is no news of room.
    protected override Readiness NewDataBesideRoomReportedBefore => Readiness.Readable;
}

public sealed class KqueueEventBufferTests : EventBufferTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueueExclusiveTests : ExclusiveTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueueIdentityTests : IdentityTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueueLevelTriggerTests : LevelTriggerTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();

    // What tells a broken connection from one that ended in order is the error, and that is gone once it was taken: a registration for reading alone then sees the end of reading.
    public override void A_lost_connection_stays_reported_after_its_error_was_taken()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        mux.Register(pair.Left, Interests.Readable);
        pair.Right.CloseWithReset();
        mux.WaitForOne();

        pair.Left.TakeError();

        Assert.Equal(Readiness.Readable | Readiness.ReadClosed, mux.WaitForOne().Readiness);
        Assert.Equal(Readiness.Readable | Readiness.ReadClosed, mux.WaitForOne().Readiness);
    }
}

public sealed class KqueueMisuseTests : MisuseTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueueModifyTests : ModifyTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueueOneShotTests : OneShotTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueueOwnShutdownTests : OwnShutdownTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();

    // The filter for writing ends when this side can send no more, whoever decided so.
    protected override Readiness SendingHalf => Readiness.Writable | Readiness.WriteClosed;
}

public sealed class KqueuePauseTests : PauseTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueuePingPongTests : PingPongTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueuePipeTests : PipeTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueuePriorityTests : PriorityTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueueReadinessTests : ReadinessTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();

    // Each filter tells of its own direction: who asks for one is told of that one's end.
    public override void Both_halves_are_shut_down(Interests interests)
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        pair.Left.Shutdown(SocketShutdown.Send);
        pair.Right.Shutdown(SocketShutdown.Send);
        pair.Left.AwaitReadable();

        EventRegistration left = mux.Register(pair.Left, interests);

        mux.WaitUntil(left, (Readiness)interests | EndsOf(interests));
    }

    private static Readiness EndsOf(Interests interests) =>
        (interests.HasFlag(Interests.Readable) ? Readiness.ReadClosed : Readiness.None) | (interests.HasFlag(Interests.Writable) ? Readiness.WriteClosed : Readiness.None);
}

public sealed class KqueueRegistrationTests : RegistrationTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueueSharedHandleTests : SharedHandleTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueueTimeoutTests : TimeoutTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueueTransferTests : TransferTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueueUnixSocketTests : UnixSocketTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueueUnregisterTests : UnregisterTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueueUseAfterDisposeTests : UseAfterDisposeTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueueWakeTests : WakeTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}
