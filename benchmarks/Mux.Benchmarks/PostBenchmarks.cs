using System.Collections.Concurrent;
using BenchmarkDotNet.Attributes;

namespace Mux.Benchmarks;

/// <summary>Posting and running, from the loop's own thread, by batches of 1,000.</summary>
public class PostBenchmarks
{
    private const int Batch = 1_000;
    private const int Batches = 50;

    private readonly ConcurrentQueue<Action> _queue = new();
    private BatchLoop _loop = null!;
    private Action _count = null!;
    private Action<PostBenchmarks> _countWithState = null!;
    private Action _post = null!;
    private Action _postWithState = null!;
    private Action _goOn = null!;
    private Action _goOnWithState = null!;
    private int _batchesLeft;
    private int _counted;

    /// <summary>Starts the loop, and makes each delegate once.</summary>
    [GlobalSetup]
    public void Start()
    {
        _loop = new BatchLoop();
        _count = () => _counted++;
        _countWithState = static benchmarks => benchmarks._counted++;
        _post = PostBatch;
        _postWithState = PostBatchWithState;
        _goOn = () => GoOn(_post);
        _goOnWithState = () => GoOn(_postWithState);
    }

    /// <summary>A bare queue between threads, with only one: what a post is made of.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Batch * Batches)]
    public int BareQueue()
    {
        for (int batch = 0; batch < Batches; batch++)
        {
            for (int i = 0; i < Batch; i++)
            {
                _queue.Enqueue(_count);
            }

            while (_queue.TryDequeue(out Action? action))
            {
                action();
            }
        }

        return _counted;
    }

    /// <summary><see cref="EventLoop.Post(Action)"/>.</summary>
    [Benchmark(OperationsPerInvoke = Batch * Batches)]
    public void Post() => Run(_post);

    /// <summary><see cref="EventLoop.Post{TState}"/>.</summary>
    [Benchmark(OperationsPerInvoke = Batch * Batches)]
    public void PostWithState() => Run(_postWithState);

    /// <summary>Ends the loop.</summary>
    [GlobalCleanup]
    public void Stop() => _loop.Dispose();

    private void Run(Action batch)
    {
        _batchesLeft = Batches;
        _loop.Run(batch);
    }

    private void PostBatch()
    {
        for (int i = 0; i < Batch; i++)
        {
            _loop.Loop.Post(_count);
        }

        _loop.Loop.Post(_goOn);
    }

    private void PostBatchWithState()
    {
        for (int i = 0; i < Batch; i++)
        {
            _loop.Loop.Post(_countWithState, this);
        }

        _loop.Loop.Post(_goOnWithState);
    }

    // Behind the batch in the queue: all of it has run.
    private void GoOn(Action batch)
    {
        if (--_batchesLeft > 0)
        {
            batch();
        }
        else
        {
            _loop.End();
        }
    }
}
