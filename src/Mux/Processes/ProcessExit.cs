using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Mux;

/// <summary>Waits for the end of a process by the best means of the system.</summary>
internal static class ProcessExit
{
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(50);

    public static Task WaitAsync(EventLoop loop, Process process, CancellationToken cancellation) => WaitAsync(loop, process, OpenDescriptor, cancellation);

    /// <summary>The same, by descriptors of the caller's choice.</summary>
    internal static async Task WaitAsync(EventLoop loop, Process process, Func<int, SafeHandle?> open, CancellationToken cancellation)
    {
        if (OperatingSystem.IsWindows())
        {
            using var wait = new RegisteredExit(loop, process);
            await wait.WaitAsync(cancellation);
        }
        else if (open(process.Id) is { } descriptor)
        {
            using (descriptor)
            {
                await WaitForDescriptor(loop, process, descriptor, cancellation);
            }
        }
        else
        {
            // Not by WaitForExitAsync, which waits for whoever holds the child's output as well.
            await UntilExitIsKnown(loop, process, cancellation);
        }

        // The base library learns of a child's end by a signal, and then reads its exit code. That is on its way now. Of a process that is no child of this one there is no exit code; and one whose own parent has not
        // asked for it yet counts as running.
        if (IsChild(process))
        {
            await UntilExitIsKnown(loop, process, cancellation);
        }
    }

    private static async Task UntilExitIsKnown(EventLoop loop, Process process, CancellationToken cancellation)
    {
        for (TimeSpan pause = FirstLook; !process.HasExited; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            await loop.DelayAsync(pause, cancellation);
        }
    }

    private static bool IsChild(Process process)
    {
        try
        {
            return process.StartInfo is not null;
        }
        catch (InvalidOperationException)
        {
            return false; // It was not started by this object.
        }
    }

    // Null where the system has no descriptors for processes, and where the process is gone.
    private static SafeHandle? OpenDescriptor(int processId)
    {
        try
        {
            if (OperatingSystem.IsLinux())
            {
                return Epoll.ProcessDescriptor.Open(processId);
            }

            return OperatingSystem.IsMacOS() || OperatingSystem.IsFreeBSD() ? Kqueue.ProcessDescriptor.Open(processId) : null;
        }
        catch (Exception refusal) when (refusal is PlatformNotSupportedException or ArgumentException)
        {
            return null; // An old kernel or a sandbox; or there is no such process any more, and its end is on its way.
        }
    }

    private static async Task WaitForDescriptor(EventLoop loop, Process process, SafeHandle descriptor, CancellationToken cancellation)
    {
        // The base library takes a child's zombie away at once, and the number is free for another process. If this one runs now, the descriptor is its own.
        if (process.HasExited)
        {
            return;
        }

        using AsyncHandle exit = loop.Attach(descriptor, Interests.Readable);
        await exit.ReadableAsync(cancellation);
    }
}
