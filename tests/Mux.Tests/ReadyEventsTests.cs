using System.Runtime.CompilerServices;

namespace Mux.Tests;

public sealed class ReadyEventsTests
{
    [Fact]
    public void A_new_buffer_is_empty_and_has_room_for_256_events()
    {
        var events = new ReadyEvents();

        Assert.Equal(256, events.Capacity);
        Assert.Equal(0, events.Count);
        Assert.False(events.IsFull);
        Assert.False(events.WasWoken);
        Assert.Null(events.BackendBuffer);
        Assert.Empty(events.ToList());
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
        StubRegistration first = new(Interests.Readable), second = new(Interests.Readable | Interests.Writable);

        events.Add(first, Readiness.Readable);
        events.Add(second, Readiness.Writable | Readiness.Error);

        Assert.Equal([new ReadyEvent(first, Readiness.Readable), new ReadyEvent(second, Readiness.Writable | Readiness.Error)], events.ToList());
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
        Assert.Equal([new ReadyEvent(first, Readiness.Readable)], events.ToList());
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
        Assert.Empty(events.ToList());
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
    public void A_buffer_can_be_enumerated_again()
    {
        var events = new ReadyEvents();
        events.Add(new StubRegistration(Interests.Readable), Readiness.Readable);

        List<ReadyEvent> once = events.ToList();
        List<ReadyEvent> twice = events.ToList();

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
}
