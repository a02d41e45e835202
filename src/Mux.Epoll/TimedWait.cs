using Mux.Epoll.Interop;

namespace Mux.Epoll;

/// <summary>Waits until a deadline by the best call that the kernel offers.</summary>
internal sealed class TimedWait
{
    private readonly IEpollKernel _kernel;
    private bool _isPrecise; // Goes to false once, for good; a racing waiter finds out for itself.

    public TimedWait(IEpollKernel kernel, int epoll)
    {
        _kernel = kernel;

        // Asked once at the start, of an instance that has nothing to report, so that the features tell the truth before the first wait.
        SyscallResult probe;
        do
        {
            probe = kernel.WaitPrecisely(epoll, new EpollEventBuffer(1), new Timespec(TimeSpan.Zero));
        }
        while (probe.Errno == Errno.EINTR);
        _isPrecise = probe.Succeeded; // Whatever a sandbox answers, it is a refusal.
    }

    /// <summary>Whether epoll_pwait2(2) serves, whose timeout has nanoseconds. Otherwise epoll_wait(2) does, rounded up to milliseconds.</summary>
    public bool IsPrecise => Volatile.Read(ref _isPrecise);

    /// <summary>One wait. It may come back empty before the deadline, when that is beyond the call's range.</summary>
    public SyscallResult Wait(int epoll, EpollEventBuffer buffer, Deadline deadline)
    {
        // For ever and not at all need no precision, and the plain call is the cheaper one.
        if (deadline.IsInfinite)
        {
            return _kernel.Wait(epoll, buffer, milliseconds: -1);
        }

        TimeSpan remaining = deadline.Remaining;
        if (IsPrecise && remaining > TimeSpan.Zero)
        {
            SyscallResult result = _kernel.WaitPrecisely(epoll, buffer, new Timespec(remaining));
            if (!IsRefusal(result))
            {
                return result;
            }

            Volatile.Write(ref _isPrecise, false);
        }

        return _kernel.Wait(epoll, buffer, ToMilliseconds(remaining));
    }

    /// <summary>Rounded up: rounded down, a wait of less than a millisecond would spin until its deadline. Capped at the call's range of 24.8 days.</summary>
    internal static int ToMilliseconds(TimeSpan duration)
    {
        (long milliseconds, long rest) = Math.DivRem(duration.Ticks, TimeSpan.TicksPerMillisecond);
        return (int)Math.Min(milliseconds + (rest > 0 ? 1 : 0), int.MaxValue);
    }

    // ENOSYS before Linux 5.11 and from some sandboxes; EPERM and EACCES from seccomp filters, which a process may be given later on as well.
    private static bool IsRefusal(SyscallResult result) => result.Errno is Errno.ENOSYS or Errno.EPERM or Errno.EACCES;
}
