using System.Runtime.InteropServices;

namespace Mux;

/// <summary>
/// Linux's <c>struct __kernel_timespec</c>, 64 bits each on every architecture, unlike the C library's on 32-bit systems; and <c>struct timespec</c> of macOS and FreeBSD, which are
/// used with 64 bits only.
/// </summary>
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
