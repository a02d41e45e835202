using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Mux.LinuxNative;

/// <summary>A timer that is readable once it has expired. See timerfd_create(2).</summary>
internal static partial class TimerFd
{
    private const int Monotonic = 1;
    private const int NonBlockingCloseOnExec = 0x800 | 0x80000;

    public static SafeFileHandle Create() => NativeCall.Own(Make(Monotonic, NonBlockingCloseOnExec));

    /// <summary>Has it expire once, so many nanoseconds from now.</summary>
    public static void Start(SafeHandle timer, int nanoseconds)
    {
        // struct itimerspec: the interval, then the first expiration, each as seconds and nanoseconds.
        nint[] once = [0, 0, 0, nanoseconds];
        NativeCall.Check(SetTime(timer, 0, once, 0));
    }

    [LibraryImport("libc", EntryPoint = "timerfd_create", SetLastError = true)]
    private static partial int Make(int clock, int flags);

    [LibraryImport("libc", EntryPoint = "timerfd_settime", SetLastError = true)]
    private static partial int SetTime(SafeHandle timer, int flags, nint[] value, nint former);
}
