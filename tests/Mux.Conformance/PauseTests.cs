using System.Diagnostics;
using System.Net.Sockets;

namespace Mux.Conformance;

/// <summary>No interests: the registration stays, nothing is reported, nothing spins, and what happened meanwhile is reported afterwards.</summary>
public abstract class PauseTests : ConformanceSuite
{
    private const Readiness Gone = Readiness.ReadClosed | Readiness.WriteClosed | Readiness.Error;

    [Theory]
    [InlineData(TriggerMode.Level)]
    [InlineData(TriggerMode.Edge)]
    [InlineData(TriggerMode.OneShot)]
    public virtual void A_registration_without_interests_reports_nothing(TriggerMode trigger)
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.None, trigger);

        pair.Right.Send([1]);

        mux.AssertQuiet();
        Assert.True(left.IsRegistered);
        Assert.Equal(Interests.None, left.Interests);
    }

    [Theory]
    [InlineData(TriggerMode.Level)]
    [InlineData(TriggerMode.Edge)]
    [InlineData(TriggerMode.OneShot)]
    public virtual void Neither_end_nor_reset_is_reported_while_paused(TriggerMode trigger)
    {
        using IEventMultiplexer mux = Create();
        using var ended = ConnectedPair.OnLoopback();
        using var shut = ConnectedPair.OnLoopback();
        using var reset = ConnectedPair.OnLoopback();
        mux.Register(ended.Left, Interests.None, trigger);
        mux.Register(shut.Left, Interests.None, trigger);
        mux.Register(reset.Left, Interests.None, trigger);

        ended.Right.Dispose();
        shut.Left.Shutdown(SocketShutdown.Send);
        shut.Right.Shutdown(SocketShutdown.Send);
        reset.Right.CloseWithReset();

        mux.AssertQuiet();
    }

    [Fact]
    public virtual void A_paused_error_does_not_shorten_a_wait()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable);
        pair.Right.CloseWithReset();
        Assert.Equal(new ReadyEvent(left, Readiness.Readable | Gone), mux.WaitForOne());
        left.Modify(Interests.None);

        long started = Stopwatch.GetTimestamp();
        Assert.Empty(mux.Collect(TimeSpan.FromMilliseconds(100)));

        Assert.True(Stopwatch.GetElapsedTime(started) >= TimeSpan.FromMilliseconds(100));
    }

    [Theory]
    [InlineData(TriggerMode.Level)]
    [InlineData(TriggerMode.Edge)]
    [InlineData(TriggerMode.OneShot)]
    public virtual void Data_that_came_while_paused_is_reported_when_interests_are_restored(TriggerMode trigger)
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable, trigger);
        left.Modify(Interests.None);
        pair.Right.Send([1]);
        pair.Left.AwaitReadable();
        mux.AssertQuiet();

        left.Modify(Interests.Readable);

        Assert.Equal(new ReadyEvent(left, Readiness.Readable), mux.WaitForOne());
    }

    [Theory]
    [InlineData(TriggerMode.Level)]
    [InlineData(TriggerMode.Edge)]
    [InlineData(TriggerMode.OneShot)]
    public virtual void Data_reported_before_the_pause_is_reported_again_after_it(TriggerMode trigger)
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable, trigger);
        pair.Right.Send([1]);
        Assert.Equal(new ReadyEvent(left, Readiness.Readable), mux.WaitForOne());
        left.Modify(Interests.None);
        mux.AssertQuiet();

        left.Modify(Interests.Readable);

        Assert.Equal(new ReadyEvent(left, Readiness.Readable), mux.WaitForOne());
    }

    [Fact]
    public virtual void The_end_that_came_while_paused_is_reported_when_interests_are_restored()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.None);
        pair.Right.Shutdown(SocketShutdown.Send);
        pair.Left.AwaitReadable();
        mux.AssertQuiet();

        left.Modify(Interests.Readable);

        Assert.Equal(new ReadyEvent(left, Readiness.Readable | Readiness.ReadClosed), mux.WaitForOne());
    }

    [Fact]
    public virtual void A_reset_that_came_while_paused_is_reported_when_interests_are_restored()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.None);
        pair.Right.CloseWithReset();
        pair.Left.AwaitReadable();
        mux.AssertQuiet();

        left.Modify(Interests.Readable | Interests.Writable);

        Assert.Equal(new ReadyEvent(left, Readiness.Readable | Readiness.Writable | Gone), mux.WaitForOne());
    }

    [Fact]
    public virtual void Pausing_drops_what_was_ready_already()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable | Interests.Writable);
        pair.Right.Send([1]);
        pair.Left.AwaitReadable();

        left.Modify(Interests.None);

        mux.AssertQuiet();
    }

    [Fact]
    public virtual void A_paused_registration_does_not_hide_the_others()
    {
        using IEventMultiplexer mux = Create();
        using var paused = ConnectedPair.OnLoopback();
        using var active = ConnectedPair.OnLoopback();
        mux.Register(paused.Left, Interests.None);
        EventRegistration left = mux.Register(active.Left, Interests.Readable);

        paused.Right.CloseWithReset();
        active.Right.Send([1]);

        Assert.Equal(new ReadyEvent(left, Readiness.Readable), mux.WaitForOne());
    }

    [Fact]
    public virtual void Rearming_a_paused_one_shot_leaves_it_paused()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.None, TriggerMode.OneShot);
        pair.Right.CloseWithReset();
        pair.Left.AwaitReadable();

        left.Rearm();

        mux.AssertQuiet();
        Assert.Equal(Interests.None, left.Interests);
    }

    [Fact]
    public virtual void A_paused_socket_counts_as_registered()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        mux.Register(pair.Left, Interests.None);

        Assert.Throws<InvalidOperationException>(() => mux.Register(pair.Left, Interests.Readable));
    }

    [Fact]
    public virtual void A_paused_registration_can_be_disposed_of_and_made_anew()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration paused = mux.Register(pair.Left, Interests.None);

        paused.Dispose();
        EventRegistration left = mux.Register(pair.Left, Interests.Writable);

        Assert.Equal(new ReadyEvent(left, Readiness.Writable), mux.WaitForOne());
    }

    [Fact]
    public virtual void Pausing_and_resuming_a_hundred_times_loses_nothing()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.None, TriggerMode.Edge);

        for (int round = 0; round < 100; round++)
        {
            pair.Right.Send([(byte)round]);
            Assert.Empty(mux.Collect(TimeSpan.Zero));
            left.Modify(Interests.Readable);
            Assert.Equal(new ReadyEvent(left, Readiness.Readable), mux.WaitForOne());
            Assert.Equal([(byte)round], pair.Left.ReadExactly(1));
            left.Modify(Interests.None);
        }
    }
}
