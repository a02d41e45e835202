using Mux.Compare.Measuring;

namespace Mux.Compare.Accuracy;

/// <summary>Mux: what waits until a time, on a loop or without one.</summary>
internal static class LoopTimers
{
    /// <summary><see cref="EventLoop.Schedule(TimeSpan, Action)"/>, rescheduled by its own callback.</summary>
    /// <param name="lateness">What is measured.</param>
    /// <param name="pinning">Where the loop runs.</param>
    /// <param name="begin">What its thread does first.</param>
    public static IEnumerable<Measurement> Schedule(Lateness lateness, Pinning pinning, Action? begin = null)
    {
        using var loop = EventLoop.Start(new EventLoopOptions { Processor = pinning.Loop });
        using var done = new ManualResetEventSlim();
        LoopTimer? timer = null;
        timer = loop.Schedule(Timeout.InfiniteTimeSpan, () =>
        {
            lateness.End();
            if (lateness.WantsMore)
            {
                lateness.Begin();
                timer!.Reschedule(lateness.Delay);
            }
            else
            {
                done.Set();
            }
        });
        loop.Post(() =>
        {
            begin?.Invoke();
            lateness.Begin();
            timer.Reschedule(lateness.Delay);
        });
        done.Wait();
        return lateness.Measure(isNeverEarly: true);
    }

    /// <summary><see cref="EventLoop.DelayAsync"/>, awaited on the loop.</summary>
    public static IEnumerable<Measurement> Delay(Lateness lateness, Pinning pinning)
    {
        using var loop = EventLoop.Start(new EventLoopOptions { Processor = pinning.Loop });
        loop.InvokeAsync(async () =>
        {
            while (lateness.WantsMore)
            {
                lateness.Begin();
                await loop.DelayAsync(lateness.Delay).ConfigureAwait(true);
                lateness.End();
            }
        }).GetAwaiter().GetResult();
        return lateness.Measure(isNeverEarly: true);
    }

    /// <summary>The timeout of <see cref="IEventMultiplexer.Wait"/>.</summary>
    public static IEnumerable<Measurement> Wait(Lateness lateness, Pinning pinning)
    {
        using IEventMultiplexer multiplexer = EventMultiplexer.Create();
        var events = new ReadyEvents();
        MeasuredThread.Run(pinning.Loop, () =>
        {
            while (lateness.WantsMore)
            {
                lateness.Begin();
                multiplexer.Wait(events, lateness.Delay);
                lateness.End();
            }
        });
        return lateness.Measure(isNeverEarly: true);
    }
}
