using System.Runtime.InteropServices;

namespace Mux.LinuxNative;

/// <summary>Sends a signal to one thread of this process. See tgkill(2).</summary>
internal static partial class ThreadSignal
{
    /// <summary>The calling thread's number in the kernel.</summary>
    public static int CurrentThread() => GetThreadId();

    /// <summary>Interrupts a system call of a thread. Whoever sends this has a handler for the signal in place.</summary>
    public static void Send(int thread, int signal) => NativeCall.Check(ThreadKill(Environment.ProcessId, thread, signal));

    [LibraryImport("libc", EntryPoint = "gettid", SetLastError = true)]
    private static partial int GetThreadId();

    [LibraryImport("libc", EntryPoint = "tgkill", SetLastError = true)]
    private static partial int ThreadKill(int process, int thread, int signal);
}
