using System.Collections.Concurrent;
using Mux.Epoll.Interop;

namespace Mux.Epoll.Tests;

/// <summary>
/// The real kernel, except for calls that a fact has ordered to fail. Counts what is called. Safe for threads, as the kernel is.
/// </summary>
internal sealed class ScriptedKernel : IEpollKernel
{
    private readonly LinuxEpollKernel _kernel = LinuxEpollKernel.Instance;
    private readonly ConcurrentDictionary<string, int> _calls = new();
    private readonly ConcurrentDictionary<string, ConcurrentQueue<int>> _failures = new();
    private Action? _afterReport;
    private Action? _afterAdd;
    private Action? _afterChange;

    /// <summary>How many waits were asked of the kernel, by either call.</summary>
    public int Waits => Count(nameof(Wait)) + Count(nameof(WaitPrecisely));

    /// <summary>The timeouts of epoll_wait(2), in milliseconds.</summary>
    public ConcurrentQueue<int> Milliseconds { get; } = new();

    /// <summary>The timeouts of epoll_pwait2(2).</summary>
    public ConcurrentQueue<Timespec> Timespecs { get; } = new();

    /// <summary>How often a method was called.</summary>
    public int Count(string method) => _calls.GetValueOrDefault(method);

    /// <summary>Has the next calls of a method fail with these, one after another, before they work again.</summary>
    public ScriptedKernel Fail(string method, params int[] errnos)
    {
        ConcurrentQueue<int> queue = _failures.GetOrAdd(method, _ => new());
        Array.ForEach(errnos, queue.Enqueue);
        return this;
    }

    /// <summary>Has something happen once: after the kernel has reported events, and before the backend looks at them.</summary>
    public void AfterNextReport(Action action) => _afterReport = action;

    /// <summary>Has something happen once: after the kernel has added an entry, and before the backend has noted it down.</summary>
    public void AfterNextAdd(Action action) => _afterAdd = action;

    /// <summary>Runs an action once, when the kernel has changed or removed an entry and before the call returns to the backend.</summary>
    public void AfterNextChange(Action action) => _afterChange = action;

    public SyscallResult CreateEpoll() => Run(nameof(CreateEpoll), _kernel.CreateEpoll);

    public SyscallResult CreateEventFd() => Run(nameof(CreateEventFd), _kernel.CreateEventFd);

    public SyscallResult Control(int epoll, EpollOperation operation, int descriptor, uint events, ulong data)
    {
        SyscallResult result = Run($"{nameof(Control)}.{operation}", () => _kernel.Control(epoll, operation, descriptor, events, data));
        if (operation == EpollOperation.Add)
        {
            Interlocked.Exchange(ref _afterAdd, null)?.Invoke();
        }
        else
        {
            Interlocked.Exchange(ref _afterChange, null)?.Invoke();
        }

        return result;
    }

    public SyscallResult Wait(int epoll, EpollEventBuffer buffer, int milliseconds)
    {
        Milliseconds.Enqueue(milliseconds);
        return Reported(Run(nameof(Wait), () => _kernel.Wait(epoll, buffer, milliseconds)));
    }

    public SyscallResult WaitPrecisely(int epoll, EpollEventBuffer buffer, Timespec timeout)
    {
        Timespecs.Enqueue(timeout);
        return Reported(Run(nameof(WaitPrecisely), () => _kernel.WaitPrecisely(epoll, buffer, timeout)));
    }

    public SyscallResult Increment(int eventFd) => Run(nameof(Increment), () => _kernel.Increment(eventFd));

    public SyscallResult Reset(int eventFd) => Run(nameof(Reset), () => _kernel.Reset(eventFd));

    public SyscallResult IsPipe(int descriptor) => Run(nameof(IsPipe), () => _kernel.IsPipe(descriptor));

    public SyscallResult Replace(int source, int target) => Run(nameof(Replace), () => _kernel.Replace(source, target));

    private SyscallResult Reported(SyscallResult result)
    {
        if (result.Value > 0)
        {
            Interlocked.Exchange(ref _afterReport, null)?.Invoke();
        }

        return result;
    }

    private SyscallResult Run(string method, Func<SyscallResult> call)
    {
        _calls.AddOrUpdate(method, 1, (_, count) => count + 1);
        return _failures.TryGetValue(method, out ConcurrentQueue<int>? queue) && queue.TryDequeue(out int errno) ? SyscallResult.Failure(errno) : call();
    }
}
