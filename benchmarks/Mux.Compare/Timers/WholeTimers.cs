using System.Diagnostics;
using Mux.Compare.Measuring;

namespace Mux.Compare.Timers;

/// <summary>A million timers as a user has them, structure and all the rest: set, put off and cancelled on the thread where they belong.</summary>
internal static class WholeTimers
{
    private const int Count = 1_000_000;
    private const string Case = "1,000,000 timers, in whole";

    private static readonly int[] Order = Shuffled();

    public static IEnumerable<Measurement> OfMux(Pinning pinning)
    {
        using var loop = EventLoop.Start(new EventLoopOptions { Processor = pinning.Loop });
        return loop.InvokeAsync(() => Measure(
            delay => loop.Schedule(delay, static () => { }),
            (timer, delay) => timer.Reschedule(delay),
            timer => timer.Cancel())).GetAwaiter().GetResult();
    }

    public static IEnumerable<Measurement> OfPool(Pinning pinning)
    {
        IEnumerable<Measurement> measured = [];
        MeasuredThread.Run(pinning.Loop, () => measured = Measure(
            delay => new Timer(static _ => { }, null, delay, Timeout.InfiniteTimeSpan),
            (timer, delay) => timer.Change(delay, Timeout.InfiniteTimeSpan),
            timer => timer.Dispose()));
        return measured;
    }

    private static List<Measurement> Measure<TTimer>(Func<TimeSpan, TTimer> set, Action<TTimer, TimeSpan> putOff, Action<TTimer> cancel)
    {
        var timers = new TTimer[Count];
        long begun = Stopwatch.GetTimestamp();
        for (int i = 0; i < Count; i++)
        {
            timers[i] = set(Delay(i));
        }

        double setting = Nanoseconds(begun);
        begun = Stopwatch.GetTimestamp();
        foreach (int index in Order)
        {
            putOff(timers[index], Delay(index));
        }

        double puttingOff = Nanoseconds(begun);
        begun = Stopwatch.GetTimestamp();
        foreach (int index in Order)
        {
            cancel(timers[index]);
        }

        return [new(Case, "set", "ns", setting), new(Case, "put off, any order", "ns", puttingOff), new(Case, "cancel, any order", "ns", Nanoseconds(begun))];
    }

    // One to two minutes: none is due before it is cancelled.
    private static TimeSpan Delay(int index) => TimeSpan.FromMinutes(1) + TimeSpan.FromMicroseconds(60L * Order[index]);

    private static double Nanoseconds(long begun) => Stopwatch.GetElapsedTime(begun).TotalNanoseconds / Count;

    private static int[] Shuffled()
    {
        int[] order = [.. Enumerable.Range(0, Count)];
        new Random(1).Shuffle(order);
        return order;
    }
}
