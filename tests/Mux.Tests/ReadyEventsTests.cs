using System.Runtime.CompilerServices;

namespace Mux.Tests;

public sealed class ReadyEventsTests
{
    private const Interests AllInterests = Interests.Readable | Interests.Writable | Interests.Priority;
    private const Readiness Closings = Readiness.ReadClosed | Readiness.WriteClosed | Readiness.Error;

    [Fact]
    public void A_new_buffer_is_empty_and_has_room_for_256_events()
    {
        var events = new ReadyEvents();

        Assert.Equal(256, events.Capacity);
        Assert.Equal(0, events.Count);
        Assert.False(events.IsFull);
        Assert.False(events.WasWoken);
        Assert.Null(events.BackendBuffer);
        Assert.Empty(List(events));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void A_buffer_without_room_is_refused(int capacity)
    {
        Assert.Throws<ArgumentOutOfRangeException>(nameof(capacity), () => new ReadyEvents(capacity));
    }

    [Fact]
    public void Events_are_enumerated_in_the_order_they_were_added()
    {
        var events = new ReadyEvents(3);
        StubRegistration first = new(Interests.Readable), second = new(AllInterests);

        events.Add(first, Readiness.Readable);
        events.Add(second, Readiness.Writable | Readiness.Error);

        Assert.Equal([new ReadyEvent(first, Readiness.Readable), new ReadyEvent(second, Readiness.Writable | Readiness.Error)], List(events));
        Assert.Equal(2, events.Count);
    }

    [Fact]
    public void A_buffer_is_full_when_it_holds_as_many_events_as_it_has_room_for()
    {
        var events = new ReadyEvents(2);
        var registration = new StubRegistration(Interests.Readable);

        events.Add(registration, Readiness.Readable);
        bool fullWithOne = events.IsFull;
        events.Add(registration, Readiness.Readable);

        Assert.False(fullWithOne);
        Assert.True(events.IsFull);
    }

    [Fact]
    public void Adding_to_a_full_buffer_is_refused_and_changes_nothing()
    {
        var events = new ReadyEvents(1);
        StubRegistration first = new(Interests.Readable), second = new(Interests.Readable);
        events.Add(first, Readiness.Readable);

        var refusal = Assert.Throws<InvalidOperationException>(() => events.Add(second, Readiness.Readable));

        Assert.Equal("The buffer already holds the 1 events it has room for.", refusal.Message);
        Assert.Equal([new ReadyEvent(first, Readiness.Readable)], List(events));
    }

    [Fact]
    public void An_event_of_no_registration_is_refused()
    {
        var events = new ReadyEvents();

        Assert.Throws<ArgumentNullException>("registration", () => events.Add(null!, Readiness.Readable));
        Assert.Equal(0, events.Count);
    }

    [Fact]
    public void Clear_empties_the_buffer_and_forgets_the_wake_and_keeps_what_the_backend_stored()
    {
        var backendBuffer = new object();
        var events = new ReadyEvents(1) { BackendBuffer = backendBuffer };
        events.Add(new StubRegistration(Interests.Readable), Readiness.Readable);
        events.MarkWoken();

        events.Clear();

        Assert.Equal(0, events.Count);
        Assert.False(events.IsFull);
        Assert.False(events.WasWoken);
        Assert.Same(backendBuffer, events.BackendBuffer);
        Assert.Empty(List(events));
    }

    [Fact]
    public void Clear_lets_go_of_the_registrations()
    {
        var events = new ReadyEvents(4);
        WeakReference registration = AddOne(events);

        events.Clear();

        GC.Collect();
        Assert.False(registration.IsAlive);
        GC.KeepAlive(events);

        // A frame of its own, so that no local of the fact keeps the registration alive.
        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference AddOne(ReadyEvents events)
        {
            var added = new StubRegistration(Interests.Readable);
            events.Add(added, Readiness.Readable);
            return new WeakReference(added);
        }
    }

    [Fact]
    public void A_wake_is_told_until_the_buffer_is_cleared()
    {
        var events = new ReadyEvents();

        events.MarkWoken();

        Assert.True(events.WasWoken);
        Assert.Equal(0, events.Count);
    }

    [Fact]
    public void An_event_of_a_registration_that_has_ended_is_left_out()
    {
        var events = new ReadyEvents();
        StubRegistration ended = new(Interests.Readable), other = new(Interests.Readable);
        events.Add(ended, Readiness.Readable);
        events.Add(other, Readiness.Readable);

        ended.Dispose();

        Assert.Equal([new ReadyEvent(other, Readiness.Readable)], List(events));
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

        Assert.Empty(List(events));
    }

    [Fact]
    public void An_event_is_cut_down_to_what_its_registration_still_asks_for()
    {
        var events = new ReadyEvents();
        var registration = new StubRegistration(Interests.Readable | Interests.Writable);
        events.Add(registration, Readiness.Readable | Readiness.Writable);

        registration.Modify(Interests.Writable);

        Assert.Equal([new ReadyEvent(registration, Readiness.Writable)], List(events));
    }

    [Fact]
    public void A_half_close_alone_is_left_out_when_reading_is_not_asked_for_any_more()
    {
        var events = new ReadyEvents();
        var registration = new StubRegistration(Interests.Readable);
        events.Add(registration, Readiness.Readable | Readiness.ReadClosed);

        registration.Modify(Interests.Writable);

        Assert.Empty(List(events));
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
                Assert.Equal(expected, List(events).Select(ready => ready.Readiness));
            }
        }
    }

    [Fact]
    public void A_buffer_can_be_enumerated_again()
    {
        var events = new ReadyEvents();
        events.Add(new StubRegistration(Interests.Readable), Readiness.Readable);

        List<ReadyEvent> once = List(events);
        List<ReadyEvent> twice = List(events);

        Assert.Single(once);
        Assert.Equal(once, twice);
    }

    [Fact]
    public void Filling_and_enumerating_allocate_nothing()
    {
        var events = new ReadyEvents(16);
        var registration = new StubRegistration(Interests.Readable);
        FillAndCount(events, registration);

        long before = GC.GetAllocatedBytesForCurrentThread();
        int counted = 0;
        for (int round = 0; round < 1000; round++)
        {
            counted += FillAndCount(events, registration);
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(16_000, counted);
        Assert.Equal(0, allocated);

        static int FillAndCount(ReadyEvents events, EventRegistration registration)
        {
            events.Clear();
            while (!events.IsFull)
            {
                events.Add(registration, Readiness.Readable);
            }

            int count = 0;
            foreach (ReadyEvent ready in events)
            {
                count += ready.CanRead ? 1 : 0;
            }

            return count;
        }
    }

    private static List<ReadyEvent> List(ReadyEvents events)
    {
        var list = new List<ReadyEvent>();
        foreach (ReadyEvent ready in events)
        {
            list.Add(ready);
        }

        return list;
    }
}
