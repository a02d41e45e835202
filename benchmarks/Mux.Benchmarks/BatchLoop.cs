namespace Mux.Benchmarks;

/// <summary>An event loop on its own thread, and whole batches that run there while the benchmark's thread waits. What the hand-over costs is divided by the batch.</summary>
internal sealed class BatchLoop : IDisposable
{
    private readonly SemaphoreSlim _ended = new(0);
    private Exception? _failure; // Written by the loop before it releases, read by who was released.

    public BatchLoop() => Loop.UnhandledException += (_, thrown) =>
    {
        _failure = thrown.Exception;
        End();
    };

    public EventLoop Loop { get; } = EventLoop.Start();

    /// <summary>Runs a batch to the end that it tells by <see cref="End"/>.</summary>
    /// <exception cref="InvalidOperationException">The batch threw.</exception>
    public void Run(Action batch)
    {
        Loop.Post(batch);
        _ended.Wait();
        if (_failure is not null)
        {
            throw new InvalidOperationException("The batch failed on the loop.", _failure);
        }
    }

    /// <summary>Ends the batch: the last thing that it does.</summary>
    public void End() => _ended.Release();

    public void Dispose()
    {
        Loop.Dispose();
        _ended.Dispose();
    }
}
