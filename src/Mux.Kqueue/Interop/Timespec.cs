using System.Runtime.InteropServices;

namespace Mux.Kqueue.Interop;

/// <summary><c>struct timespec</c> of the 64-bit systems.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct Timespec
{
    private const int NanosecondsPerTick = 100;

    public readonly long Seconds;
    public readonly long Nanoseconds;

    public Timespec(TimeSpan duration)
    {
        (Seconds, long ticks) = Math.DivRem(duration.Ticks, TimeSpan.TicksPerSecond);
        Nanoseconds = ticks * NanosecondsPerTick;
    }
}
