using Mux.Compare.Measuring;

namespace Mux.Compare.Timers;

/// <summary>What a thousand and a million pending timers cost: a heap, a wheel, and a heap with dead entries.</summary>
internal static class ManyTimersSuite
{
    private const string Reference = "Mux TimerQueue";

    public static Suite Create(Pinning pinning) => new("timers", Reference,
    [
        Peer<MuxQueue, LoopTimer>(Reference, loop => new MuxQueue(loop), pinning),
        Peer<Wheel, WheelTimer>("timing wheel", loop => new Wheel(loop), pinning),
        Peer<LazyQueue, LazyTimer>("PriorityQueue, lazy", loop => new LazyQueue(loop), pinning),
        new ManagedPeer("Mux LoopTimer", () => WholeTimers.OfMux(pinning)),
        new ManagedPeer("Timer", () => WholeTimers.OfPool(pinning)),
    ]);

    private static ManagedPeer Peer<TStructure, TTimer>(string name, Func<EventLoop, TStructure> create, Pinning pinning)
        where TStructure : struct, ITimerStructure<TTimer>
        where TTimer : class
    {
        bool isChecked = false;
        return new ManagedPeer(name, () =>
        {
            List<Measurement> measured = [];
            using IEventMultiplexer multiplexer = EventMultiplexer.Create();
            using var loop = new EventLoop(multiplexer); // Never run: timers want to belong to one.
            MeasuredThread.Run(pinning.Loop, () =>
            {
                if (!isChecked)
                {
                    SelfCheck.Run<TStructure, TTimer>(create(loop));
                    isChecked = true;
                }

                measured.AddRange(new ManyTimers<TStructure, TTimer>(1_000, repeats: 1_000).Measure(() => create(loop)));
                measured.AddRange(new ManyTimers<TStructure, TTimer>(1_000_000, repeats: 1).Measure(() => create(loop)));
                measured.AddRange(SparseTimers.Measure<TStructure, TTimer>(create(loop)));
            });
            return measured;
        });
    }
}
