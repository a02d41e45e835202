using System.Diagnostics;

namespace Mux.Conformance;

/// <summary>Time: no wait comes back empty before its timeout, unless it was woken.</summary>
public abstract class TimeoutTests : ConformanceSuite
{
    [Fact]
    public virtual void A_multiplexer_without_registrations_waits_its_timeout()
    {
        using IEventMultiplexer mux = Create();

        AssertKept(mux, TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public virtual void A_zero_timeout_comes_back_empty_a_hundred_times()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        mux.Register(pair.Left, Interests.Readable);
        var events = new ReadyEvents();

        for (int wait = 0; wait < 100; wait++)
        {
            Assert.Equal(0, mux.Wait(events, TimeSpan.Zero));
            Assert.False(events.WasWoken);
        }
    }

    [Fact]
    public virtual void A_zero_timeout_still_asks_the_system()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable);
        Assert.Empty(mux.Collect(TimeSpan.Zero));

        pair.Right.Send([1]);
        pair.Left.AwaitReadable();

        Assert.Equal([new ReadyEvent(left, Readiness.Readable)], mux.Collect(TimeSpan.Zero));
    }

    [Theory]
    [InlineData(1)] // A tick: 100 nanoseconds.
    [InlineData(100 * TimeSpan.TicksPerMicrosecond)]
    [InlineData(999 * TimeSpan.TicksPerMicrosecond)]
    public virtual void A_timeout_below_a_millisecond_is_never_cut_short(long ticks)
    {
        using IEventMultiplexer mux = Create();

        for (int wait = 0; wait < 200; wait++)
        {
            AssertKept(mux, TimeSpan.FromTicks(ticks));
        }
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(1001)]
    [InlineData(3100)]
    [InlineData(15_500)]
    public virtual void A_timeout_above_a_millisecond_is_never_cut_short(int microseconds)
    {
        using IEventMultiplexer mux = Create();

        for (int wait = 0; wait < 10; wait++)
        {
            AssertKept(mux, TimeSpan.FromMicroseconds(microseconds));
        }
    }

    [Fact]
    public virtual void Two_timeouts_in_a_row_are_each_kept()
    {
        using IEventMultiplexer mux = Create();

        AssertKept(mux, TimeSpan.FromMilliseconds(200));
        AssertKept(mux, TimeSpan.FromMilliseconds(200));
    }

    [Fact]
    public virtual void A_socket_with_nothing_to_report_does_not_shorten_a_wait()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        using var unread = ConnectedPair.OnLoopback();
        mux.Register(pair.Left, Interests.Readable);
        mux.Register(unread.Left, Interests.Readable, TriggerMode.OneShot);
        unread.Right.Send([1]);
        mux.WaitForOne();

        AssertKept(mux, TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public virtual void An_unregistered_socket_with_unread_data_does_not_shorten_a_wait()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable);
        pair.Right.Send([1]);
        mux.WaitForOne();
        left.Dispose();

        AssertKept(mux, TimeSpan.FromMilliseconds(100));
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MaxValue / 2)]
    [InlineData(50 * TimeSpan.TicksPerDay)] // More milliseconds than 32 bits hold.
    [InlineData((int.MaxValue + 1L) * TimeSpan.TicksPerMillisecond)]
    [InlineData(-TimeSpan.TicksPerMillisecond)] // Timeout.InfiniteTimeSpan.
    public virtual void A_huge_or_infinite_timeout_waits_until_something_comes(long ticks)
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable);
        var events = new ReadyEvents();
        IReadOnlyList<ReadyEvent> collected = [];

        Background waiter = Background.RunUntilAboutToWait(about =>
        {
            about();
            mux.Wait(events, TimeSpan.FromTicks(ticks));
            collected = events.ToList();
        });
        pair.Right.Send([1]);
        waiter.Join();

        Assert.Equal([new ReadyEvent(left, Readiness.Readable)], collected);
    }

    [Fact]
    public virtual void A_huge_timeout_is_ended_by_a_wake()
    {
        using IEventMultiplexer mux = Create();
        var events = new ReadyEvents();

        Background waiter = Background.RunUntilAboutToWait(about =>
        {
            about();
            mux.Wait(events, TimeSpan.MaxValue);
        });
        mux.Wake();
        waiter.Join();

        Assert.True(events.WasWoken);
        Assert.Equal(0, events.Count);
    }

    [Fact]
    public virtual void What_is_ready_ends_a_wait_long_before_its_timeout()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        mux.Register(pair.Left, Interests.Writable);

        long started = Stopwatch.GetTimestamp();
        mux.Wait(new ReadyEvents(), TimeSpan.FromDays(1));

        Assert.True(Stopwatch.GetElapsedTime(started) < Bound.Hang);
    }

    private static void AssertKept(IEventMultiplexer mux, TimeSpan timeout)
    {
        var events = new ReadyEvents();
        long started = Stopwatch.GetTimestamp();

        int count = mux.Wait(events, timeout);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(started);

        Assert.Equal(0, count);
        Assert.False(events.WasWoken);
        Assert.True(elapsed >= timeout, $"A wait of {timeout} came back after {elapsed}.");
    }
}
