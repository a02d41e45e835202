namespace Mux.Conformance;

/// <summary>What a wait puts into its buffer, and what enumerating it yields.</summary>
public abstract class EventBufferTests : ConformanceSuite
{
    [Fact]
    public virtual void Reading_and_writing_of_one_socket_are_one_event()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable | Interests.Writable);
        pair.Right.Send([1]);
        pair.Right.Send([2]);
        pair.Left.AwaitReadable();
        var events = new ReadyEvents();

        int count = mux.Wait(events, Bound.Hang);

        Assert.Equal(1, count);
        Assert.Equal([new ReadyEvent(left, Readiness.Readable | Readiness.Writable)], events.ToList());
    }

    [Fact]
    public virtual void A_wait_returns_how_many_events_its_buffer_then_counts()
    {
        using IEventMultiplexer mux = Create();
        using var pairs = new ManyPairs(3);
        pairs.RegisterEach(mux, Interests.Writable);
        var events = new ReadyEvents(4);

        int count = mux.Wait(events, Bound.Hang);

        Assert.Equal(3, count);
        Assert.Equal(3, events.Count);
        Assert.Equal(4, events.Capacity);
        Assert.False(events.IsFull);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public virtual void A_buffer_that_is_as_small_as_the_ready_set_or_smaller_is_full(int capacity)
    {
        using IEventMultiplexer mux = Create();
        using var pairs = new ManyPairs(3);
        pairs.RegisterEach(mux, Interests.Writable);
        var events = new ReadyEvents(capacity);

        Assert.Equal(capacity, mux.Wait(events, Bound.Hang));

        Assert.True(events.IsFull);
        Assert.Equal(capacity, events.ToList().DistinctBy(ready => ready.Registration).Count());
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 6)]
    [InlineData(4, 12)]
    public virtual void Waits_with_a_small_buffer_take_turns_through_the_ready_set(int capacity, int ready)
    {
        using IEventMultiplexer mux = Create();
        using var pairs = new ManyPairs(ready);
        HashSet<EventRegistration> all = [.. pairs.RegisterEach(mux, Interests.Writable)];

        for (int turn = 0; turn < 3; turn++)
        {
            var seen = new HashSet<EventRegistration>();
            for (int wait = 0; wait < ready / capacity; wait++)
            {
                seen.UnionWith(mux.Collect(Bound.Hang, capacity).Select(one => one.Registration));
            }

            Assert.Equal(all, seen);
        }
    }

    [Theory]
    [InlineData(TriggerMode.Edge)]
    [InlineData(TriggerMode.OneShot)]
    public virtual void What_did_not_fit_into_the_buffer_comes_with_the_next_wait(TriggerMode trigger)
    {
        using IEventMultiplexer mux = Create();
        using var pairs = new ManyPairs(10);
        HashSet<EventRegistration> all = [.. pairs.RegisterEach(mux, Interests.Writable, trigger)];

        IReadOnlyList<ReadyEvent> first = mux.Collect(Bound.Hang, 4);
        IReadOnlyList<ReadyEvent> second = mux.Collect(Bound.Hang, 4);
        IReadOnlyList<ReadyEvent> third = mux.Collect(Bound.Hang, 4);

        Assert.Equal([4, 4, 2], new[] { first.Count, second.Count, third.Count });
        Assert.Equal(all, [.. first.Concat(second).Concat(third).Select(one => one.Registration)]);
        mux.AssertQuiet();
    }

    [Fact]
    public virtual void Three_hundred_ready_sockets_fit_into_one_wait()
    {
        using IEventMultiplexer mux = Create();
        using var pairs = new ManyPairs(300);
        EventRegistration[] all = pairs.RegisterEach(mux, Interests.Writable);

        IReadOnlyList<ReadyEvent> collected = mux.Collect(Bound.Hang, 512);

        Assert.Equal(all.Select(one => new ReadyEvent(one, Readiness.Writable)).ToHashSet(), collected.ToHashSet());
        Assert.Equal(300, collected.Count);
    }

    [Fact]
    public virtual void Of_a_hundred_sockets_exactly_the_one_that_got_data_is_reported()
    {
        using IEventMultiplexer mux = Create();
        using var pairs = new ManyPairs(100);
        EventRegistration[] all = pairs.RegisterEach(mux, Interests.Readable);

        for (int left = 100; left > 0; left--)
        {
            int index = left * 37 % 101 - 1; // Every index once, in no order: 37 generates the numbers below the prime 101.
            pairs[index].Right.Send([1]);
            Assert.Equal(new ReadyEvent(all[index], Readiness.Readable), mux.WaitForOne());
            Assert.Equal(index, all[index].State);
            all[index].Dispose();
        }

        mux.AssertQuiet();
    }

    [Fact]
    public virtual void A_wait_forgets_what_its_buffer_held()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        mux.Register(pair.Left, Interests.Writable, TriggerMode.OneShot);
        var events = new ReadyEvents();
        Assert.Equal(1, mux.Wait(events, Bound.Hang));

        Assert.Equal(0, mux.Wait(events, TimeSpan.Zero));

        Assert.Equal(0, events.Count);
        Assert.Empty(events.ToList());
    }

    [Fact]
    public virtual void A_buffer_serves_several_multiplexers_in_turn()
    {
        using IEventMultiplexer mux = Create();
        using IEventMultiplexer other = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Writable);
        EventRegistration right = other.Register(pair.Right, Interests.Writable);
        var events = new ReadyEvents();

        for (int round = 0; round < 3; round++)
        {
            mux.Wait(events, Bound.Hang);
            Assert.Equal([new ReadyEvent(left, Readiness.Writable)], events.ToList());
            other.Wait(events, Bound.Hang);
            Assert.Equal([new ReadyEvent(right, Readiness.Writable)], events.ToList());
        }
    }

    [Fact]
    public virtual void Two_buffers_keep_what_each_collected()
    {
        using IEventMultiplexer mux = Create();
        using var pairs = new ManyPairs(2);
        EventRegistration[] all = pairs.RegisterEach(mux, Interests.Writable, TriggerMode.OneShot);
        ReadyEvents first = new(1), second = new(1);

        mux.Wait(first, Bound.Hang);
        mux.Wait(second, Bound.Hang);

        Assert.Equal(all.ToHashSet(), [.. first.ToList().Concat(second.ToList()).Select(one => one.Registration)]);
    }

    [Fact]
    public virtual void Enumerating_twice_yields_the_same()
    {
        using IEventMultiplexer mux = Create();
        using var pairs = new ManyPairs(3);
        pairs.RegisterEach(mux, Interests.Writable);
        var events = new ReadyEvents();
        mux.Wait(events, Bound.Hang);

        IReadOnlyList<ReadyEvent> once = events.ToList();

        Assert.Equal(3, once.Count);
        Assert.Equal(once, events.ToList());
    }

    [Fact]
    public virtual void A_collected_event_is_enumerated_as_far_as_it_is_still_asked_for()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        pair.Right.Send([1]);
        pair.Left.AwaitReadable();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable | Interests.Writable);
        var events = new ReadyEvents();
        mux.Wait(events, Bound.Hang);

        left.Modify(Interests.Readable);
        Assert.Equal([new ReadyEvent(left, Readiness.Readable)], events.ToList());
        left.Modify(Interests.None);

        Assert.Empty(events.ToList());
        Assert.Equal(1, events.Count);
    }

    [Fact]
    public virtual void An_end_that_was_collected_is_not_told_to_who_no_longer_reads()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable);
        pair.Right.Shutdown(System.Net.Sockets.SocketShutdown.Send);
        var events = new ReadyEvents();
        mux.Wait(events, Bound.Hang);
        Assert.Equal([new ReadyEvent(left, Readiness.Readable | Readiness.ReadClosed)], events.ToList());

        left.Modify(Interests.Writable);

        Assert.Empty(events.ToList());
    }

    [Fact]
    public virtual void A_buffer_of_one_reports_each_of_many_one_shots_once()
    {
        using IEventMultiplexer mux = Create();
        using var pairs = new ManyPairs(20);
        EventRegistration[] all = pairs.RegisterEach(mux, Interests.Writable, TriggerMode.OneShot);

        List<EventRegistration> reported = [];
        for (int wait = 0; wait < 20; wait++)
        {
            reported.Add(Assert.Single(mux.Collect(Bound.Hang, 1)).Registration);
        }

        Assert.Equal(all.ToHashSet(), [.. reported]);
        mux.AssertQuiet();
    }
}
