using Mux.Kqueue.Tests.Simulation;

namespace Mux.Kqueue.Tests.Faults;

/// <summary>Several waiters under faults.</summary>
public sealed class FaultyThreadTests
{
    private const int Waiters = 4;
    private const int Hops = 10_000;

    private int _hops; // Written only by whoever holds the event.

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Each_arming_brings_one_event_to_one_of_several_waiters(int seed)
    {
        using var mux = new KqueueMultiplexer(new FaultyKernel(new SimulatedKernel(), new SeededFaults(seed)));
        using var pair = ConnectedPair.OnLoopback();
        pair.Right.Send([1]);
        mux.Register(pair.Left, Interests.Readable | Interests.Writable, TriggerMode.OneShot);

        Background[] waiters = [.. Enumerable.Range(0, Waiters).Select(_ => Background.Run(() => HopUntilTheEnd(mux)))];
        Array.ForEach(waiters, waiter => waiter.Join());

        Assert.Equal(Hops, _hops);
    }

    private void HopUntilTheEnd(KqueueMultiplexer mux)
    {
        var events = new ReadyEvents(2);
        while (Volatile.Read(ref _hops) < Hops)
        {
            mux.Wait(events, Timeout.InfiniteTimeSpan);
            foreach (ReadyEvent ready in events)
            {
                Hop(ready.Registration);
            }
        }

        mux.Wake(); // On to the next, who may be waiting for an event that will not come.
    }

    // Not interlocked: a second event for one arming would lose a hop, or make one too many.
    private void Hop(EventRegistration registration)
    {
        int hop = Volatile.Read(ref _hops) + 1;
        Volatile.Write(ref _hops, hop);
        if (hop < Hops)
        {
            registration.Rearm();
        }
    }
}
