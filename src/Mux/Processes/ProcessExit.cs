using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Mux;

/// <summary>Waits for the end of a process by the best means of the system.</summary>
internal static class ProcessExit
{
    // The base library learns of a child's end by a signal, and then reads its exit code. That is on its way when the descriptor says that the process has ended.
    private static readonly TimeSpan ExitCodePoll = TimeSpan.FromMilliseconds(1);

    public static async Task WaitAsync(EventLoop loop, Process process, CancellationToken cancellation)
    {
        if (OperatingSystem.IsWindows())
        {
            using var wait = new RegisteredExit(loop, process);
            await wait.WaitAsync(cancellation);
        }
        else if (OpenDescriptor(process.Id) is { } descriptor)
        {
            using (descriptor)
            {
                await WaitForDescriptor(loop, process, descriptor, cancellation);
            }
        }
        else
        {
            await process.WaitForExitAsync(cancellation);
        }

        while (!process.HasExited)
        {
            await loop.DelayAsync(ExitCodePoll, cancellation);
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
