using Mux.Compare.Measuring;

namespace Mux.Compare.Accuracy;

/// <summary>The base library's timers, which count whole milliseconds and cut off the rest of what they are asked for.</summary>
internal static class PoolTimers
{
    /// <summary>What a caller asks for who does not know.</summary>
    public static TimeSpan Exactly(TimeSpan delay) => delay;

    /// <summary>What a caller asks for who must not be early: the next whole millisecond.</summary>
    public static TimeSpan RoundedUp(TimeSpan delay) => TimeSpan.FromMilliseconds(Math.Ceiling(delay.TotalMilliseconds));

    /// <summary><see cref="Task.Delay(TimeSpan)"/>, awaited on the pool.</summary>
    public static IEnumerable<Measurement> Delay(Lateness lateness, Func<TimeSpan, TimeSpan> asked)
    {
        TimeSpan delay = asked(lateness.Delay);
        Task.Run(async () =>
        {
            while (lateness.WantsMore)
            {
                lateness.Begin();
                await Task.Delay(delay).ConfigureAwait(false);
                lateness.End();
            }
        }).GetAwaiter().GetResult();
        return lateness.Measure(isNeverEarly: false);
    }

    /// <summary><see cref="Timer"/>, changed by its own callback.</summary>
    public static IEnumerable<Measurement> Timer(Lateness lateness, Func<TimeSpan, TimeSpan> asked)
    {
        TimeSpan delay = asked(lateness.Delay);
        using var done = new ManualResetEventSlim();
        Timer? timer = null;
        using (timer = new Timer(_ =>
        {
            lateness.End();
            if (lateness.WantsMore)
            {
                lateness.Begin();
                timer!.Change(delay, Timeout.InfiniteTimeSpan);
            }
            else
            {
                done.Set();
            }
        }))
        {
            lateness.Begin();
            timer.Change(delay, Timeout.InfiniteTimeSpan);
            done.Wait();
        }

        return lateness.Measure(isNeverEarly: false);
    }
}
