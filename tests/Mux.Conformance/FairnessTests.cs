using System.Net.Sockets;

namespace Mux.Conformance;

/// <summary>Rule 11: with a buffer smaller than the ready set, successive waits rotate through it.</summary>
public abstract class FairnessTests : ConformanceSuite
{
    private const int Handles = 10;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(9)]
    public virtual void A_small_buffer_comes_round_to_every_ready_handle(int capacity)
    {
        using IEventMultiplexer mux = Create();
        using var ready = new ReadyCrowd(mux, Handles, TriggerMode.Level);
        var events = new ReadyEvents(capacity);

        // Twice around is enough from whatever place the rotation is at.
        int waits = 2 * (Handles + capacity - 1) / capacity;
        for (int round = 0; round < 20; round++)
        {
            var seen = new HashSet<EventRegistration>();
            for (int wait = 0; wait < waits; wait++)
            {
                Assert.Equal(capacity, mux.Wait(events, Timeout.InfiniteTimeSpan));
                Assert.True(events.IsFull);
                seen.UnionWith(events.ToList().Select(one => one.Registration));
            }

            Assert.Equal(Handles, seen.Count);
        }
    }

    [Theory]
    [InlineData(TriggerMode.Edge, 1)]
    [InlineData(TriggerMode.Edge, 3)]
    [InlineData(TriggerMode.OneShot, 1)]
    [InlineData(TriggerMode.OneShot, 3)]
    public virtual void What_does_not_fit_is_kept_for_the_next_wait_and_reported_once(TriggerMode trigger, int capacity)
    {
        using IEventMultiplexer mux = Create();
        using var ready = new ReadyCrowd(mux, Handles, trigger);
        var events = new ReadyEvents(capacity);

        var seen = new List<EventRegistration>();
        while (mux.Wait(events, TimeSpan.Zero) > 0)
        {
            seen.AddRange(events.ToList().Select(one => one.Registration));
        }

        Assert.Equal(ready.Registrations.ToHashSet(), seen.ToHashSet());
        Assert.Equal(Handles, seen.Count);
    }

    [Fact]
    public virtual void A_handle_that_is_always_hot_does_not_keep_the_others_from_a_buffer_of_one()
    {
        using IEventMultiplexer mux = Create();
        using var hot = ConnectedPair.OnLoopback();
        using var quiet = ConnectedPair.OnLoopback();
        EventRegistration busy = mux.Register(hot.Left, Interests.Readable | Interests.Writable);
        EventRegistration other = mux.Register(quiet.Left, Interests.Readable);
        var events = new ReadyEvents(1);

        for (int round = 0; round < 100; round++)
        {
            quiet.Right.Send([1]);
            quiet.Left.AwaitReadable();

            int waits = 0;
            do
            {
                // New data on the hot one at every turn puts it forward as hard as it can be.
                hot.Right.Send([1], SocketFlags.None, out _);
                Assert.Equal(1, mux.Wait(events, Timeout.InfiniteTimeSpan));
                waits++;
            }
            while (events.ToList()[0].Registration == busy);

            Assert.Equal([new ReadyEvent(other, Readiness.Readable)], events.ToList());
            Assert.InRange(waits, 1, 3);
            quiet.Left.Drain();
        }
    }

    [Fact]
    public virtual void Handles_that_become_ready_one_by_one_are_all_served_beside_hot_ones()
    {
        using IEventMultiplexer mux = Create();
        using var hot = new ReadyCrowd(mux, Handles, TriggerMode.Level);
        using var late = ConnectedPair.OnLoopback();
        EventRegistration last = mux.Register(late.Left, Interests.Readable, TriggerMode.Edge);
        var events = new ReadyEvents(2);
        Assert.Equal(2, mux.Wait(events, Timeout.InfiniteTimeSpan));

        late.Right.Send([1]);
        late.Left.AwaitReadable();

        int waits = 0;
        do
        {
            Assert.Equal(2, mux.Wait(events, Timeout.InfiniteTimeSpan));
            waits++;
        }
        while (!events.ToList().Contains(new ReadyEvent(last, Readiness.Readable)));
        Assert.InRange(waits, 1, Handles);
    }

    /// <summary>Connections that all have a byte to read.</summary>
    private sealed class ReadyCrowd : IDisposable
    {
        private readonly List<ConnectedPair> _pairs = [];

        public ReadyCrowd(IEventMultiplexer mux, int count, TriggerMode trigger)
        {
            for (int i = 0; i < count; i++)
            {
                var pair = ConnectedPair.OnLoopback();
                _pairs.Add(pair);
                pair.Right.Send([1]);
                pair.Left.AwaitReadable();
                Registrations.Add(mux.Register(pair.Left, Interests.Readable, trigger));
            }
        }

        public List<EventRegistration> Registrations { get; } = [];

        public void Dispose() => _pairs.ForEach(pair => pair.Dispose());
    }
}
