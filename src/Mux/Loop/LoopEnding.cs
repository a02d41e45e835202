using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Mux;

/// <summary>The last turn of a loop: whoever waits for something of it is told, in an order in which nothing is forgotten.</summary>
internal sealed class LoopEnding(EventLoop loop, WorkQueue work, LoopDriver driver, LoopDependents dependents, CallbackGuard guard, ILogger log)
{
    /// <summary>Runs it. Afterwards nothing runs on the loop any more.</summary>
    /// <param name="reason">What those who wait are told.</param>
    /// <param name="drainLimit">How long what was posted before may go on, each time.</param>
    public void Run(ObjectDisposedException reason, TimeSpan drainLimit)
    {
        foreach (IEndsWithLoop dependent in dependents.End(reason))
        {
            guard.End(dependent, reason);
        }

        long begun = Stopwatch.GetTimestamp(); // One limit for all of it.
        driver.Drain(drainLimit); // What was posted, and what the ends of those waits have posted.
        EndTimers(reason);
        TimeSpan left = drainLimit - Stopwatch.GetElapsedTime(begun);
        bool isDrained = driver.Drain(left > TimeSpan.Zero ? left : TimeSpan.Zero);
        WorkItem[] late = work.Seal();
        if (isDrained)
        {
            driver.RunLate(late); // Of threads that saw the loop open: their posts were accepted, so they run.
        }
        else
        {
            Abandon(late, reason);
        }

        EndTimers(reason); // Of threads that saw the loop open and came late.
    }

    /// <summary>Ends the timers that are scheduled: silently, but for a delay, which somebody awaits, and for those of the loop's TimeProvider, which go on elsewhere.</summary>
    public void EndTimers(ObjectDisposedException reason)
    {
        foreach (LoopTimer timer in loop.Timers.Clear())
        {
            EndTimer(timer, reason);
        }
    }

    private void EndTimer(LoopTimer timer, ObjectDisposedException reason)
    {
        switch (timer.Target)
        {
            case IEndsWithLoop delay:
                guard.End(delay, reason);
                break;
            case ProviderTimer ofProvider:
                ofProvider.LeaveLoop();
                break;
        }
    }

    private void Abandon(WorkItem[] leftOver, ObjectDisposedException reason)
    {
        int lost = 0;
        foreach (WorkItem item in leftOver)
        {
            switch (item.Target)
            {
                case IAbandonable waitedFor:
                    waitedFor.Abandon(loop);
                    break;
                case SendOrPostCallback rest:
                    LoopSynchronizationContext.RunElsewhere(rest, item.State);
                    break;
                case LoopTaskScheduler scheduler:
                    scheduler.RunElsewhere((Task)item.State!);
                    break;
                case Action<HandleWaiter>:
                    HandleWaiter.RunAbandoned(item); // Its handle is detached by now: it ends.
                    break;
                case LoopTimer timer:
                    EndTimer(timer, reason);
                    break;
                default:
                    lost++;
                    break;
            }
        }

        if (lost > 0)
        {
            log.WorkLeftOver(loop.Name, lost);
        }
    }
}
