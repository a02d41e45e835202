namespace Mux.Compare.Posts;

/// <summary>The thread pool: no order, and several jobs at once.</summary>
internal sealed class PoolTarget : IPostTarget
{
    public bool IsConcurrent => true;

    public void Post(Job job) => ThreadPool.UnsafeQueueUserWorkItem(job, preferLocal: false);

    public void Dispose()
    {
    }
}
