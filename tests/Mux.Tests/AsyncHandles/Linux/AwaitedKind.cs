using System.Diagnostics;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using Mux.Epoll;
using Mux.LinuxNative;

namespace Mux.Tests;

/// <summary>A descriptor of some kind with nothing to read yet, and how to change that.</summary>
[SupportedOSPlatform("linux")]
internal sealed class AwaitedKind : IDisposable
{
    private readonly IDisposable[] _owned;

    private AwaitedKind(SafeFileHandle handle, Action makeReady, params IDisposable[] owned)
    {
        Handle = handle;
        MakeReady = makeReady;
        _owned = [handle, .. owned];
    }

    public static TheoryData<string> Names => ["pidfd", "eventfd", "fifo", "pty", "inotify", "timerfd"];

    public SafeFileHandle Handle { get; }

    public Action MakeReady { get; }

    public static AwaitedKind Create(string name) => name switch
    {
        "pidfd" => OfPidFd(),
        "eventfd" => OfEventFd(),
        "fifo" => OfFifo(),
        "pty" => OfPty(),
        "inotify" => OfInotify(),
        "timerfd" => OfTimerFd(),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such kind."),
    };

    public void Dispose() => Array.ForEach(_owned, owned => owned.Dispose());

    private static AwaitedKind OfPidFd()
    {
        Process child = Process.Start("sleep", ["1000"]);
        return new AwaitedKind(ProcessDescriptor.Open(child.Id), child.Kill, new Ended(child));
    }

    private static AwaitedKind OfEventFd()
    {
        SafeFileHandle eventFd = EventFd.Create();
        return new AwaitedKind(eventFd, () => EventFd.Add(eventFd, 1));
    }

    private static AwaitedKind OfFifo()
    {
        var fifo = new Fifo();
        return new AwaitedKind(fifo.Reader, () => fifo.Writer.Write(1), fifo);
    }

    private static AwaitedKind OfPty()
    {
        var pty = new Pty();
        return new AwaitedKind(pty.Master, () => pty.Slave.Write((byte)'x'), pty);
    }

    private static AwaitedKind OfInotify()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("mux");
        return new AwaitedKind(Inotify.Watch(folder.FullName), () => File.WriteAllText(Path.Combine(folder.FullName, "new"), ""), new Deleted(folder));
    }

    private static AwaitedKind OfTimerFd()
    {
        SafeFileHandle timer = TimerFd.Create();
        return new AwaitedKind(timer, () => TimerFd.Start(timer, nanoseconds: 1));
    }

    private sealed class Ended(Process child) : IDisposable
    {
        public void Dispose()
        {
            child.Kill();
            child.WaitForExit();
            child.Dispose();
        }
    }

    private sealed class Deleted(DirectoryInfo folder) : IDisposable
    {
        public void Dispose() => folder.Delete(recursive: true);
    }
}
