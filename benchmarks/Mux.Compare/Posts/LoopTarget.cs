namespace Mux.Compare.Posts;

/// <summary>Mux: <see cref="EventLoop.Post{TState}"/>.</summary>
/// <param name="processor">The loop's processor.</param>
/// <param name="spin">How long the loop polls before it sleeps.</param>
internal sealed class LoopTarget(int? processor, TimeSpan spin = default) : IPostTarget
{
    private readonly EventLoop _loop = EventLoop.Start(new EventLoopOptions { Processor = processor, SpinBeforeBlocking = spin });

    public void Post(Job job) => _loop.Post(static job => job.Execute(), job);

    public void Dispose() => _loop.Dispose();
}
