namespace Mux.Tests;

/// <summary>The thread pool with no thread left: what needs one waits until this is disposed of. For facts that run alone in the process.</summary>
internal sealed class OccupiedThreadPool : IDisposable
{
    private const int Calls = 64; // More than there are threads.

    private readonly ManualResetEventSlim _release = new(); // Left to its finalizer: calls that were queued may come to it late.
    private readonly int _mostWorkers;
    private readonly int _mostPorts;

    public OccupiedThreadPool()
    {
        ThreadPool.GetMaxThreads(out _mostWorkers, out _mostPorts);
        ThreadPool.GetMinThreads(out int leastWorkers, out _);
        Assert.True(ThreadPool.SetMaxThreads(Math.Max(leastWorkers, Environment.ProcessorCount), _mostPorts));
        int begun = 0;
        for (int i = 0; i < Calls; i++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(
                _ =>
                {
                    Interlocked.Increment(ref begun);
                    _release.Wait(2 * Bound.Hang);
                },
                null);
        }

        BoundedTasks.Await(() => Volatile.Read(ref begun) > 0 && ThreadPool.PendingWorkItemCount > Calls / 2, "The pool has threads left.");
    }

    public void Dispose()
    {
        _release.Set();
        ThreadPool.SetMaxThreads(_mostWorkers, _mostPorts);
    }
}
