using System.Diagnostics;
using Mux.Compare.Measuring;

namespace Mux.Compare.Accuracy;

/// <summary>How late a timer ran, many times over.</summary>
/// <param name="delay">What is asked for.</param>
/// <param name="samples">How often.</param>
internal sealed class Lateness(TimeSpan delay, int samples)
{
    private readonly long[] _late = new long[samples];
    private int _count;
    private long _due;

    /// <summary>What is asked for.</summary>
    public TimeSpan Delay => delay;

    /// <summary>Whether another sample is wanted.</summary>
    public bool WantsMore => _count < samples;

    /// <summary>Just before the timer is set.</summary>
    public void Begin() => _due = Stopwatch.GetTimestamp() + (long)(delay.TotalSeconds * Stopwatch.Frequency);

    /// <summary>As soon as it runs.</summary>
    public void End() => _late[_count++] = Stopwatch.GetTimestamp() - _due;

    /// <summary>The measurements. A timer may be early only if its maker does not promise otherwise.</summary>
    public IEnumerable<Measurement> Measure(bool isNeverEarly)
    {
        int early = _late.Count(late => late < 0);
        return early > 0 && isNeverEarly
            ? throw new InvalidOperationException($"{early} of {samples} timers of {delay} ran before their time.")
            : [.. Distribution.Of(Name, "late ", _late), new Measurement(Name, "early", "%", 100.0 * early / samples)];
    }

    private string Name => delay < TimeSpan.FromMilliseconds(1) ? $"{delay.TotalMicroseconds:0} us" : $"{delay.TotalMilliseconds:0} ms";
}
