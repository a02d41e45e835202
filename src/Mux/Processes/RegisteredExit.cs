using System.Diagnostics;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Mux;

/// <summary>A process's end on Windows, where a thread of the pool waits for many handles at once, and passes the word on to the loop.</summary>
[SupportedOSPlatform("windows")]
internal sealed class RegisteredExit : IDisposable, IEndsWithLoop
{
    private readonly EventLoop _loop;
    private readonly LoopWaiter<bool> _waiter;
    private readonly ProcessHandle _handle;
    private readonly RegisteredWaitHandle _registration;

    public RegisteredExit(EventLoop loop, Process process)
    {
        _loop = loop;
        _waiter = new LoopWaiter<bool>(loop);
        _handle = new ProcessHandle(process);
        loop.Add(this);
        _registration = ThreadPool.RegisterWaitForSingleObject(_handle, static (exit, _) => ((RegisteredExit)exit!).Pass(), this, Timeout.Infinite, executeOnlyOnce: true);
    }

    public bool IsOrphaned => false;

    public ValueTask<bool> WaitAsync(CancellationToken cancellation) => _waiter.WaitAsync(seen: 0, cancellation, out _);

    public void EndWithLoop(Exception reason) => _waiter.End(reason);

    public void Dispose()
    {
        _registration.Unregister(null);
        _loop.Remove(this);
        _handle.Dispose();
    }

    private void Pass() => _loop.TryPost(Callback.Of<RegisteredExit>.Run, PublishOnLoop, this);

    private static readonly Action<RegisteredExit> PublishOnLoop = static exit => exit._waiter.Publish(true);

    // The process's own handle, borrowed: closing this closes nothing.
    private sealed class ProcessHandle : WaitHandle
    {
        public ProcessHandle(Process process) => SafeWaitHandle = new SafeWaitHandle(process.Handle, ownsHandle: false);
    }
}
