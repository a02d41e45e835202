namespace Mux.Compare.Posts;

/// <summary>What is posted. One object for every kind of target, so that none of them has to allocate for it.</summary>
internal abstract class Job : IThreadPoolWorkItem
{
    public abstract void Execute();
}
