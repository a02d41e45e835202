namespace Mux.Compare.Posts;

/// <summary>Mux: <see cref="EventLoop.Post{TState}"/>.</summary>
internal sealed class LoopTarget(int? processor) : IPostTarget
{
    private readonly EventLoop _loop = EventLoop.Start(new EventLoopOptions { Processor = processor });

    public void Post(Job job) => _loop.Post(static job => job.Execute(), job);

    public void Dispose() => _loop.Dispose();
}
