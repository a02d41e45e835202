namespace Mux.Conformance;

/// <summary>Rule 5: once a registration has ended, none of its events reaches anyone, whatever was collected before.</summary>
public abstract class StaleEventTests : ConformanceSuite
{
    [Fact]
    public virtual void A_handler_that_unregisters_another_registration_is_not_told_of_it_in_the_same_batch()
    {
        using IEventMultiplexer mux = Create();
        using var first = ConnectedPair.OnLoopback();
        using var second = ConnectedPair.OnLoopback();
        EventRegistration a = mux.Register(first.Left, Interests.Readable);
        EventRegistration b = mux.Register(second.Left, Interests.Readable);
        first.Right.Send([1]);
        second.Right.Send([1]);
        var events = new ReadyEvents();
        mux.WaitUntilCount(events, 2);

        var handled = new List<ReadyEvent>();
        foreach (ReadyEvent ready in events)
        {
            handled.Add(ready);
            EventRegistration other = ready.Registration == a ? b : a;
            other.Dispose();
        }

        ReadyEvent only = Assert.Single(handled);
        Assert.Equal(Readiness.Readable, only.Readiness);
        Assert.Equal(2, events.Count);
    }

    [Fact]
    public virtual void A_handler_that_unregisters_itself_is_told_of_the_rest_of_the_batch()
    {
        using IEventMultiplexer mux = Create();
        using var first = ConnectedPair.OnLoopback();
        using var second = ConnectedPair.OnLoopback();
        EventRegistration a = mux.Register(first.Left, Interests.Readable);
        EventRegistration b = mux.Register(second.Left, Interests.Readable);
        first.Right.Send([1]);
        second.Right.Send([1]);
        var events = new ReadyEvents();
        mux.WaitUntilCount(events, 2);

        var handled = new HashSet<EventRegistration>();
        foreach (ReadyEvent ready in events)
        {
            handled.Add(ready.Registration);
            ready.Registration.Dispose();
        }

        Assert.Equal([a, b], handled.OrderBy(registration => registration == b));
    }

    [Fact]
    public virtual void A_collected_event_is_not_enumerated_once_its_registration_has_ended()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable);
        pair.Right.Send([1]);
        var events = new ReadyEvents();
        mux.WaitUntilCount(events, 1);

        left.Dispose();

        Assert.Empty(events.ToList());
    }

    [Fact]
    public virtual void A_collected_event_is_not_enumerated_once_another_thread_has_ended_its_registration()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable);
        pair.Right.Send([1]);
        var events = new ReadyEvents();
        mux.WaitUntilCount(events, 1);

        Background.Run(left.Dispose).Join();

        Assert.Empty(events.ToList());
    }

    [Fact]
    public virtual void A_registration_that_ended_before_the_wait_is_not_reported()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable);
        pair.Right.Send([1]);
        mux.WaitForOne();

        left.Dispose();

        mux.AssertQuiet();
    }

    [Fact]
    public virtual void A_collected_event_is_enumerated_only_as_far_as_the_present_interests_ask_for_it()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable | Interests.Writable);
        pair.Right.Send([1]);
        ReadyEvents events = mux.WaitUntilReady(left, Readiness.Readable | Readiness.Writable);

        left.Modify(Interests.Writable);

        Assert.Equal([new ReadyEvent(left, Readiness.Writable)], events.ToList());
    }

    [Fact]
    public virtual void A_collected_event_is_not_enumerated_while_its_registration_is_paused()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable);
        pair.Right.Send([1]);
        var events = new ReadyEvents();
        mux.WaitUntilCount(events, 1);

        left.Modify(Interests.None);

        Assert.Empty(events.ToList());
    }

    [Fact]
    public virtual void A_socket_registered_again_is_reported_under_its_new_registration_only()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration old = mux.Register(pair.Left, Interests.Readable);
        pair.Right.Send([1]);
        var events = new ReadyEvents();
        mux.WaitUntilCount(events, 1);

        old.Dispose();
        EventRegistration renewed = mux.Register(pair.Left, Interests.Readable);

        Assert.Empty(events.ToList());
        Assert.Equal(new ReadyEvent(renewed, Readiness.Readable), mux.WaitForOne());
    }
}
