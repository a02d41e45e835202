namespace Mux.Compare.Posts;

/// <summary>What jobs are posted to. Disposing of it waits until its thread has ended.</summary>
internal interface IPostTarget : IDisposable
{
    /// <summary>Whether jobs run on several threads at once.</summary>
    bool IsConcurrent => false;

    void Post(Job job);
}
