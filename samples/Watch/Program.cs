// Any handle: waits at once for lines on standard input, a timer, a child process, signals and changes in a folder. Each is an async method, and one thread runs them all.
//
//   dotnet run --project samples/Watch                                            this folder, sleep 3, every second: type a line, resize the window
//   dotnet run --project samples/Watch -- /tmp --run 'sleep 1; exit 7' --every 10 another folder, command and period
//   dotnet run --project samples/Watch -- --for 5                                 ends after 5 seconds; otherwise at Ctrl+C, SIGTERM or SIGHUP
using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Mux;
using Watch;
using static Watch.Report;

return CommandLine.Invoke(args, options =>
{
    using EventLoop loop = EventLoop.Start(new EventLoopOptions { Name = "watch" });
    loop.InvokeAsync(() => WatchAsync(loop, options)).GetAwaiter().GetResult();
});

static async Task WatchAsync(EventLoop loop, WatchOptions options)
{
    using var end = new CancellationTokenSource(options.For, loop.TimeProvider);
    await Task.WhenAll(
    [
        EndAsync(loop, end),
        UntilEndAsync("input", () => InputAsync(loop, end.Token)),
        UntilEndAsync("timer", () => TimerAsync(loop, options.Every, end.Token)),
        UntilEndAsync("child", () => ChildAsync(loop, options.Command, end.Token)),
        UntilEndAsync("folder", () => FolderAsync(loop, options.Folder, end.Token)),
        .. WatchedSignals.Reported.Select(signal => UntilEndAsync("signal", () => SignalAsync(loop, signal, end.Token))),
    ]);
}

static async Task InputAsync(EventLoop loop, CancellationToken end)
{
    if (OperatingSystem.IsWindows())
        throw new PlatformNotSupportedException("Windows can wait for sockets only.");

    using var descriptor = new SafeFileHandle(0, ownsHandle: false); // In blocking mode, as whoever shares it expects: that does not matter.
    using AsyncHandle input = loop.Attach(descriptor, Interests.Readable);
    Say("input", "type a line");
    using var lines = new StreamReader(input.AsStream());
    while (await lines.ReadLineAsync(end) is { } line)
        Say("input", line);

    Say("input", "has ended");
}

static async Task TimerAsync(EventLoop loop, TimeSpan every, CancellationToken end)
{
    Say("timer", $"every {every.TotalSeconds} s");
    using var timer = new PeriodicTimer(every, loop.TimeProvider);
    for (int ticks = 1; await timer.WaitForNextTickAsync(end); ticks++)
        Say("timer", $"{(ticks * every).TotalSeconds} s");
}

static async Task ChildAsync(EventLoop loop, string command, CancellationToken end)
{
    using Process child = Shell.Start(command);
    using CancellationTokenRegistration kill = end.Register(() => Shell.End(child));
    Say("child", $"process {child.Id} runs {command}");
    await loop.WaitForExitAsync(child, end);
    Say("child", $"process {child.Id} has exited with code {child.ExitCode}");
}

static async Task FolderAsync(EventLoop loop, string path, CancellationToken end)
{
    if (!OperatingSystem.IsLinux())
        throw new PlatformNotSupportedException("inotify is Linux's.");

    using SafeFileHandle inotify = Inotify.Watch(path);
    using AsyncHandle folder = loop.Attach(inotify, Interests.Readable);
    Say("folder", path);
    byte[] buffer = new byte[64 * FolderChanges.LargestEvent];
    while (true)
        foreach (string change in FolderChanges.Describe(buffer.AsMemory(0, await folder.ReadAsync(buffer, end))))
            Say("folder", change);
}

static async Task SignalAsync(EventLoop loop, PosixSignal signal, CancellationToken end)
{
    using SignalWatch watch = loop.WatchSignal(signal);
    Say("signal", $"{WatchedSignals.NameOf(signal)} to process {Environment.ProcessId}");
    while (true)
        Say("signal", WatchedSignals.NameOf(await watch.WaitAsync(end)));
}

static async Task EndAsync(EventLoop loop, CancellationTokenSource end)
{
    SignalWatch[] signals = [.. WatchedSignals.Ending.Select(loop.WatchSignal)];
    Task<PosixSignal> first = await Task.WhenAny(signals.Select(signal => signal.WaitAsync(end.Token).AsTask()));
    Say("end", first.IsCanceled ? "the time is up" : $"{await first}");
    end.Cancel(); // All the others.
    Array.ForEach(signals, signal => signal.Dispose());
}
