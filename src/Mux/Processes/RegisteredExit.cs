using System.Diagnostics;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Mux;

/// <summary>A process's end on Windows, where a thread of the pool waits for many handles at the same time.</summary>
[SupportedOSPlatform("windows")]
internal sealed class RegisteredExit : IDisposable, IEndsWithLoop
{
    private readonly EventLoop _loop;
    private readonly TaskCompletionSource _exit = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ProcessHandle _handle;
    private readonly RegisteredWaitHandle _registration;

    public RegisteredExit(EventLoop loop, Process process)
    {
        _loop = loop;
        _handle = new ProcessHandle(process);
        loop.Add(this);
        _registration = ThreadPool.UnsafeRegisterWaitForSingleObject(_handle, static (exit, _) => ((RegisteredExit)exit!)._exit.TrySetResult(), this, Timeout.Infinite, executeOnlyOnce: true);
    }

    public bool IsOrphaned => false;

    public Task WaitAsync(CancellationToken cancellation) => _exit.Task.WaitAsync(cancellation);

    public void EndWithLoop(Exception reason) => _exit.TrySetException(reason);

    public void Dispose()
    {
        _registration.Unregister(null);
        _loop.Remove(this);
        _handle.Dispose();
    }

    // The process's own handle, borrowed: closing this closes nothing.
    private sealed class ProcessHandle : WaitHandle
    {
        public ProcessHandle(Process process) => SafeWaitHandle = new SafeWaitHandle(process.Handle, ownsHandle: false);
    }
}
