namespace Mux.Conformance;

/// <summary>Rule 6: every member from every thread, while others wait.</summary>
public abstract class ThreadTests : ConformanceSuite
{
    [Fact]
    public virtual void A_registration_made_during_a_wait_takes_effect_on_it()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        ReadyEvent seen = default;
        Background waiter = Background.RunUntilAboutToWait(about =>
        {
            about();
            seen = mux.WaitForOne();
        });

        EventRegistration left = mux.Register(pair.Left, Interests.Writable);

        waiter.Join();
        Assert.Equal(new ReadyEvent(left, Readiness.Writable), seen);
    }

    [Theory]
    [InlineData(TriggerMode.Level)]
    [InlineData(TriggerMode.Edge)]
    [InlineData(TriggerMode.OneShot)]
    public virtual void Interests_restored_during_a_wait_take_effect_on_it(TriggerMode trigger)
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.None, trigger);
        pair.Right.Send([1]);
        pair.Left.AwaitReadable();
        ReadyEvent seen = default;
        Background waiter = Background.RunUntilAboutToWait(about =>
        {
            about();
            seen = mux.WaitForOne();
        });

        left.Modify(Interests.Readable);

        waiter.Join();
        Assert.Equal(new ReadyEvent(left, Readiness.Readable), seen);
    }

    [Fact]
    public virtual void A_one_shot_armed_again_during_a_wait_takes_effect_on_it()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable, TriggerMode.OneShot);
        pair.Right.Send([1]);
        mux.WaitForOne();
        ReadyEvent seen = default;
        Background waiter = Background.RunUntilAboutToWait(about =>
        {
            about();
            seen = mux.WaitForOne();
        });

        left.Rearm();

        waiter.Join();
        Assert.Equal(new ReadyEvent(left, Readiness.Readable), seen);
    }

    [Fact]
    public virtual void A_handle_unregistered_during_a_wait_does_not_end_it()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable);
        var events = new ReadyEvents();
        int count = -1;
        Background waiter = Background.RunUntilAboutToWait(about =>
        {
            about();
            count = mux.Wait(events, Timeout.InfiniteTimeSpan);
        });

        left.Dispose();
        pair.Right.Send([1]);
        pair.Left.AwaitReadable();
        mux.Wake();

        waiter.Join();
        Assert.Equal(0, count);
        Assert.True(events.WasWoken);
    }

    [Fact]
    public virtual void Threads_that_register_one_socket_at_once_get_one_registration_between_them()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        pair.Right.Send([1]);
        pair.Left.AwaitReadable();

        for (int round = 0; round < 200; round++)
        {
            EventRegistration?[] made = Crowd.Of(4, _ =>
            {
                try
                {
                    return mux.Register(pair.Left, Interests.Readable);
                }
                catch (InvalidOperationException)
                {
                    return null; // Another thread was first: that is how the others must learn of it.
                }
            });

            EventRegistration only = Assert.Single(made, registration => registration is not null)!;
            Assert.Equal(new ReadyEvent(only, Readiness.Readable), mux.WaitForOne());
            only.Dispose();
        }
    }

    [Fact]
    public virtual void Threads_that_unregister_at_once_leave_the_socket_free_to_register()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        pair.Right.Send([1]);
        pair.Left.AwaitReadable();

        for (int round = 0; round < 200; round++)
        {
            EventRegistration left = mux.Register(pair.Left, Interests.Readable);
            Crowd.Of(4, _ =>
            {
                left.Dispose();
                return left.IsRegistered;
            }).ToList().ForEach(Assert.False);
        }

        EventRegistration last = mux.Register(pair.Left, Interests.Readable);
        Assert.Equal(new ReadyEvent(last, Readiness.Readable), mux.WaitForOne());
    }
}
