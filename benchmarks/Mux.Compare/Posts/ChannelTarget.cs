using System.Threading.Channels;

namespace Mux.Compare.Posts;

/// <summary>An unbounded channel whose one reader is an async loop on the thread pool.</summary>
internal sealed class ChannelTarget : IPostTarget
{
    private readonly Channel<Job> _channel = Channel.CreateUnbounded<Job>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Task _reader;

    public ChannelTarget() => _reader = Task.Run(ReadAsync);

    public void Post(Job job) => _channel.Writer.TryWrite(job);

    public void Dispose()
    {
        _channel.Writer.Complete();
        _reader.GetAwaiter().GetResult();
    }

    private async Task ReadAsync()
    {
        await foreach (Job job in _channel.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            job.Execute();
        }
    }
}
