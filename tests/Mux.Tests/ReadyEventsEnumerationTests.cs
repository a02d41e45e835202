namespace Mux.Tests;

/// <summary>Enumeration looks at each registration at the last moment.</summary>
public sealed class ReadyEventsEnumerationTests
{
    private const Interests AllInterests = Interests.Readable | Interests.Writable | Interests.Priority;
    private const Readiness Closings = Readiness.ReadClosed | Readiness.WriteClosed | Readiness.Error;

    [Fact]
    public void An_event_of_a_registration_that_has_ended_is_left_out()
    {
        var events = new ReadyEvents();
        StubRegistration ended = new(Interests.Readable), other = new(Interests.Readable);
        events.Add(ended, Readiness.Readable);
        events.Add(other, Readiness.Readable);

        ended.Dispose();

        Assert.Equal([new ReadyEvent(other, Readiness.Readable)], events.ToList());
        Assert.Equal(2, events.Count); // What the wait collected, which does not change afterwards.
    }

    [Fact]
    public void An_event_of_a_registration_that_a_handler_of_the_same_batch_ends_is_left_out()
    {
        var events = new ReadyEvents();
        StubRegistration first = new(Interests.Readable), second = new(Interests.Readable), third = new(Interests.Readable);
        events.Add(first, Readiness.Readable);
        events.Add(second, Readiness.Readable);
        events.Add(third, Readiness.Readable);
        var handled = new List<EventRegistration>();

        foreach (ReadyEvent ready in events)
        {
            handled.Add(ready.Registration);
            second.Dispose();
        }

        Assert.Equal([first, third], handled);
    }

    [Fact]
    public void An_event_of_a_registration_that_was_paused_is_left_out_hang_up_included()
    {
        var events = new ReadyEvents();
        var registration = new StubRegistration(AllInterests);
        events.Add(registration, Readiness.Readable | Closings);

        registration.Modify(Interests.None);

        Assert.Empty(events.ToList());
    }

    [Fact]
    public void An_event_is_cut_down_to_what_its_registration_still_asks_for()
    {
        var events = new ReadyEvents();
        var registration = new StubRegistration(Interests.Readable | Interests.Writable);
        events.Add(registration, Readiness.Readable | Readiness.Writable);

        registration.Modify(Interests.Writable);

        Assert.Equal([new ReadyEvent(registration, Readiness.Writable)], events.ToList());
    }

    [Fact]
    public void A_half_close_alone_is_left_out_when_reading_is_not_asked_for_any_more()
    {
        var events = new ReadyEvents();
        var registration = new StubRegistration(Interests.Readable);
        events.Add(registration, Readiness.Readable | Readiness.ReadClosed);

        registration.Modify(Interests.Writable);

        Assert.Empty(events.ToList());
    }

    // All 8 interests against all 64 readinesses.
    [Fact]
    public void Enumeration_never_yields_a_direction_that_is_not_asked_for_and_never_hides_one_that_is()
    {
        for (Interests interests = Interests.Readable; interests <= AllInterests; interests++)
        {
            for (Readiness collected = Readiness.None; collected <= (Readiness)63; collected++)
            {
                var events = new ReadyEvents(1);
                events.Add(new StubRegistration(interests), collected);

                Readiness directions = collected & (Readiness)AllInterests;
                Readiness asked = directions & (Readiness)interests;
                bool isWorthAnEvent = asked != 0 || (collected & (Readiness.WriteClosed | Readiness.Error)) != 0;
                Readiness[] expected = isWorthAnEvent ? [asked | (collected & Closings)] : [];
                Assert.Equal(expected, events.ToList().Select(ready => ready.Readiness));
            }
        }
    }
}
