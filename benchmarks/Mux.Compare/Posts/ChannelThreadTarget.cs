using System.Threading.Channels;
using Mux.Compare.Measuring;

namespace Mux.Compare.Posts;

/// <summary>An unbounded channel whose one reader is a thread of its own, which blocks while there is nothing: the loop that is rolled by hand.</summary>
internal sealed class ChannelThreadTarget : IPostTarget
{
    private readonly Channel<Job> _channel = Channel.CreateUnbounded<Job>(new UnboundedChannelOptions { SingleReader = true });
    private readonly MeasuredThread _reader;

    public ChannelThreadTarget(int? processor) => _reader = MeasuredThread.Start(processor, Read);

    public void Post(Job job) => _channel.Writer.TryWrite(job);

    public void Dispose()
    {
        _channel.Writer.Complete();
        _reader.Join();
    }

    private void Read()
    {
        while (_channel.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (_channel.Reader.TryRead(out Job? job))
            {
                job.Execute();
            }
        }
    }
}
