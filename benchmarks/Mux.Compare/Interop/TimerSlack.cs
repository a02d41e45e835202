using System.Runtime.InteropServices;

namespace Mux.Compare.Interop;

/// <summary>By how much Linux may put off a thread's timeouts, to let several end with one interrupt: 50 µs unless it is told otherwise. See prctl(2), PR_SET_TIMERSLACK.</summary>
internal static partial class TimerSlack
{
    private const int PR_SET_TIMERSLACK = 29;

    /// <summary>Sets the calling thread's.</summary>
    /// <exception cref="InvalidOperationException">The system refused.</exception>
    public static void Set(int nanoseconds)
    {
        if (Control(PR_SET_TIMERSLACK, (nuint)nanoseconds, 0, 0, 0) != 0)
        {
            throw new InvalidOperationException($"prctl failed with errno {Marshal.GetLastPInvokeError()}.");
        }
    }

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    private static partial int Control(int option, nuint argument, nuint third, nuint fourth, nuint fifth);
}
