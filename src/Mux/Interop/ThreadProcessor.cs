using System.Runtime.InteropServices;

namespace Mux.Interop;

/// <summary>
/// Which logical processor a thread runs on. See sched_setaffinity(2), and
/// <see href="https://learn.microsoft.com/windows/win32/api/winbase/nf-winbase-setthreadaffinitymask">SetThreadAffinityMask</see> of Windows.
/// </summary>
internal static unsafe partial class ThreadProcessor
{
    private const int MostProcessors = 8192; // What Linux can be built for.
    private const int CallingThread = 0;
    private const string Advice = "The processor does not exist, is offline, or is none of those that this process may use (taskset, cpuset, container, job object): name another one.";

    /// <summary>Whether threads can be bound here.</summary>
    public static bool IsSupported => OperatingSystem.IsLinux() || OperatingSystem.IsWindows();

    /// <summary>Binds the calling thread to one logical processor, until it ends or is bound anew. For threads of the caller's own making: one of the pool would go back to it bound.</summary>
    /// <remarks>
    /// On Linux the processes that a bound thread starts are bound too. So are its threads under NativeAOT, also those that the pool starts on its behalf; CoreCLR gives a new
    /// thread what the process's first one may use, so that binding that one binds all that come after it. On Windows neither inherits.
    /// </remarks>
    /// <param name="processor">The processor's number, from 0. On Windows within the thread's processor group.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative, or larger than any system's.</exception>
    /// <exception cref="MultiplexerException">The system refused: there is no such processor, or this process may not use it.</exception>
    /// <exception cref="NotSupportedException">Windows: the number lies beyond a processor group.</exception>
    /// <exception cref="PlatformNotSupportedException">Neither Linux nor Windows.</exception>
    public static void Pin(int processor)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(processor);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(processor, MostProcessors);

        if (OperatingSystem.IsLinux())
        {
            PinOnLinux(processor);
        }
        else if (OperatingSystem.IsWindows())
        {
            PinOnWindows(processor);
        }
        else
        {
            throw new PlatformNotSupportedException(OperatingSystem.IsMacOS()
                ? "A thread cannot be bound to a processor on macOS, which takes affinity only as a hint that threads share a cache, and on Apple silicon not at all. Leave the processor unset."
                : "Mux binds threads to processors on Linux and Windows only. Leave the processor unset.");
        }
    }

    private static void PinOnLinux(int processor)
    {
        // cpu_set_t is an array of unsigned long, of any length: words that are missing are zero to the kernel, words beyond its own are ignored.
        int wordBits = 8 * sizeof(nuint);
        Span<nuint> mask = stackalloc nuint[(processor / wordBits) + 1];
        mask.Clear();
        mask[^1] = (nuint)1 << (processor % wordBits);

        SyscallResult bound = SchedSetAffinity(CallingThread, mask);
        if (!bound.Succeeded)
        {
            throw new MultiplexerException("sched_setaffinity", bound.Errno, Advice);
        }
    }

    private static void PinOnWindows(int processor)
    {
        int groupSize = 8 * sizeof(nuint);
        if (processor >= groupSize)
        {
            throw new NotSupportedException(
                $"Processor {processor} lies beyond the thread's processor group: Mux binds threads within one group, to processors 0 to {groupSize - 1}.");
        }

        nuint former = SetThreadAffinityMask(GetCurrentThread(), (nuint)1 << processor);
        int error = Marshal.GetLastPInvokeError();
        if (former == 0)
        {
            throw new MultiplexerException("SetThreadAffinityMask", error, Advice);
        }
    }

    private static SyscallResult SchedSetAffinity(int thread, ReadOnlySpan<nuint> mask)
    {
        fixed (nuint* words = mask)
        {
            return SyscallResult.Capture(SchedSetAffinityCall(thread, (nuint)(mask.Length * sizeof(nuint)), words));
        }
    }

    [LibraryImport("libc", EntryPoint = "sched_setaffinity", SetLastError = true)]
    private static partial int SchedSetAffinityCall(int thread, nuint size, nuint* mask);

    [LibraryImport("kernel32", SetLastError = true)]
    private static partial nuint SetThreadAffinityMask(nint thread, nuint mask);

    [LibraryImport("kernel32")]
    private static partial nint GetCurrentThread();
}
