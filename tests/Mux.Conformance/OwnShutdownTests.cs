using System.Net.Sockets;

namespace Mux.Conformance;

/// <summary>What a socket reports of a shutdown that this side itself has done. Here systems differ most: a backend overrides what its system does.</summary>
public abstract class OwnShutdownTests : ConformanceSuite
{
    /// <summary>To a registration for both directions, after this side shut down its sending half.</summary>
    protected virtual Readiness SendingHalf => Readiness.Writable;

    /// <summary>To a registration for both directions, after this side shut down its receiving half.</summary>
    protected virtual Readiness ReceivingHalf => Readiness.Readable | Readiness.Writable | Readiness.ReadClosed;

    /// <summary>To a registration for both directions, after this side shut down both halves.</summary>
    protected virtual Readiness BothHalves => Readiness.Readable | Readiness.Writable | Readiness.ReadClosed | Readiness.WriteClosed;

    [Fact]
    public virtual void The_sending_half() => Assert.Equal(SendingHalf, ReportedAfter(SocketShutdown.Send));

    [Fact]
    public virtual void The_receiving_half() => Assert.Equal(ReceivingHalf, ReportedAfter(SocketShutdown.Receive));

    [Fact]
    public virtual void Both_halves() => Assert.Equal(BothHalves, ReportedAfter(SocketShutdown.Both));

    [Fact]
    public virtual void A_write_after_the_sending_half_fails_whatever_was_reported()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Writable);

        pair.Left.Shutdown(SocketShutdown.Send);
        ReadyEvent ready = mux.WaitForOne();
        pair.Left.Send([1], SocketFlags.None, out SocketError error);

        Assert.Equal(left, ready.Registration);
        Assert.True(ready.CanWrite);
        Assert.Equal(SocketError.Shutdown, error);
    }

    private Readiness ReportedAfter(SocketShutdown how)
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        pair.Left.Shutdown(how);
        mux.Register(pair.Left, Interests.Readable | Interests.Writable);
        return mux.WaitForOne().Readiness;
    }
}
