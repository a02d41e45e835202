namespace Mux.Conformance;

/// <summary>Rules 4 and 12: a handle in error or at its end, that nobody wants to hear of, keeps no thread busy.</summary>
public abstract class NoSpinTests : ConformanceSuite
{
    [Theory]
    [InlineData(TriggerMode.Level)]
    [InlineData(TriggerMode.Edge)]
    [InlineData(TriggerMode.OneShot)]
    public virtual void A_paused_registration_of_a_reset_connection_ends_no_wait(TriggerMode trigger)
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable, trigger);
        pair.Right.CloseWithReset();
        Assert.True(mux.WaitForOne().IsError);

        left.Modify(Interests.None);

        Assert.Equal(0, CountEventsUntilWoken(mux));
        left.Modify(Interests.Readable);
        Assert.True(mux.WaitForOne().IsError);
    }

    [Theory]
    [InlineData(TriggerMode.Level)]
    [InlineData(TriggerMode.Edge)]
    [InlineData(TriggerMode.OneShot)]
    public virtual void A_connection_reset_while_paused_ends_no_wait(TriggerMode trigger)
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        mux.Register(pair.Left, Interests.None, trigger);

        pair.Right.CloseWithReset();
        pair.Left.AwaitReadable();

        Assert.Equal(0, CountEventsUntilWoken(mux));
    }

    [Fact]
    public virtual void A_one_shot_that_has_reported_a_reset_ends_no_wait_until_armed()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable, TriggerMode.OneShot);
        pair.Right.CloseWithReset();
        Assert.True(mux.WaitForOne().IsError);

        Assert.Equal(0, CountEventsUntilWoken(mux));

        left.Rearm();
        Assert.True(mux.WaitForOne().IsError);
    }

    [Fact]
    public virtual void An_edge_that_has_reported_a_reset_ends_few_further_waits()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        mux.Register(pair.Left, Interests.Readable, TriggerMode.Edge);
        pair.Right.CloseWithReset();
        Assert.True(mux.WaitForOne().IsError);

        // Extra edges are allowed, endless ones are a spin.
        Assert.InRange(CountEventsUntilWoken(mux), 0, 2);
    }

    [Theory]
    [InlineData(TriggerMode.Level)]
    [InlineData(TriggerMode.Edge)]
    [InlineData(TriggerMode.OneShot)]
    public virtual void A_ready_socket_closed_without_unregistering_ends_no_wait(TriggerMode trigger)
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        mux.Register(pair.Left, Interests.Readable, trigger);
        pair.Right.Send([1]);
        pair.Left.AwaitReadable();

        pair.Left.Dispose();

        Assert.Equal(0, CountEventsUntilWoken(mux));
    }

    [Fact]
    public virtual void An_unregistered_socket_in_error_ends_no_wait()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable);
        pair.Right.CloseWithReset();
        Assert.True(mux.WaitForOne().IsError);

        left.Dispose();

        Assert.Equal(0, CountEventsUntilWoken(mux));
    }

    /// <summary>Waits until woken, with no timeout, and counts the waits that came back for anything but the wake.</summary>
    private static int CountEventsUntilWoken(IEventMultiplexer mux)
    {
        int ended = 0;
        Background waiter = Background.RunUntilAboutToWait(about =>
        {
            var events = new ReadyEvents();
            about();
            do
            {
                mux.Wait(events, Timeout.InfiniteTimeSpan);
                ended += events.Count > 0 || !events.WasWoken ? 1 : 0;
            }
            while (!events.WasWoken);
        });

        ended += mux.Collect(Bound.Quiet).Count;
        mux.Wake();
        waiter.Join();
        return ended;
    }
}
