using System.Diagnostics;
using Mux.Compare.Measuring;
using Mux.Compare.Native;

namespace Mux.Compare.Posts;

/// <summary>How soon a posted job runs on a loop that sleeps, and what two million posts from four threads take.</summary>
internal static class PostSuite
{
    private const int Samples = 20_000;
    private const int Producers = 4;
    private const int PostsOfEach = 500_000;

    private static readonly TimeSpan Pause = TimeSpan.FromMicroseconds(100); // For the loop to fall asleep; the pool's threads too, which poll for a while before.

    public static Suite Create(CCompiler compiler, Pinning pinning) => new("post", CProgram.PeerName,
    [
        new CProgram(
            compiler,
            CProgram.PeerName,
            ("post.c", ["latency", .. pinning.Arguments, $"{Samples}", $"{(long)Pause.TotalNanoseconds}"]),
            ("post.c", ["throughput", .. pinning.Arguments, $"{Producers}", $"{PostsOfEach}"])),
        Peer("Mux EventLoop.Post", pinning, () => new LoopTarget(pinning.Loop)),
        Peer("Channel, async reader", pinning, () => new ChannelTarget()),
        Peer("Channel, own thread", pinning, () => new ChannelThreadTarget(pinning.Loop)),
        Peer("ThreadPool", pinning, () => new PoolTarget()),
    ]);

    private static ManagedPeer Peer(string name, Pinning pinning, Func<IPostTarget> create) =>
        new(name, () => [.. Latency(create, pinning), .. Throughput(create, pinning)]);

    private static IEnumerable<Measurement> Latency(Func<IPostTarget> create, Pinning pinning)
    {
        using IPostTarget target = create();
        var job = new LatencyJob();
        var lags = new long[Samples];
        var calls = new long[Samples];
        double allocated = 0;
        MeasuredThread.Run(pinning.Poster, () =>
        {
            var expense = Expense.Begin();
            for (int i = 0; i < Samples; i++)
            {
                SpinFor(Pause);
                job.Reset();
                long posted = Stopwatch.GetTimestamp();
                target.Post(job);
                calls[i] = Stopwatch.GetTimestamp() - posted;
                lags[i] = job.SpinUntilRun() - posted;
            }

            allocated = expense.PerOperation(Samples).Allocated;
        });
        return [.. Distribution.Of("latency", "", lags), .. Distribution.Of("latency", "call ", calls), new Measurement("latency", "allocated", "B", allocated)];
    }

    private static IEnumerable<Measurement> Throughput(Func<IPostTarget> create, Pinning pinning)
    {
        using IPostTarget target = create();
        var job = new CountJob(Producers * PostsOfEach, target.IsConcurrent);
        using var together = new Barrier(Producers + 1);
        MeasuredThread[] producers = [.. Enumerable.Range(0, Producers).Select(_ => MeasuredThread.Start(pinning.Poster, () =>
        {
            together.SignalAndWait();
            for (int i = 0; i < PostsOfEach; i++)
            {
                target.Post(job);
            }
        }))];

        var expense = Expense.Begin();
        together.SignalAndWait();
        job.WaitForAll();
        (double time, double processor, double allocated) = expense.PerOperation(Producers * PostsOfEach);
        Array.ForEach(producers, producer => producer.Join());
        return
        [
            new Measurement("throughput", "time a post", "ns", time),
            new Measurement("throughput", "CPU a post", "ns", processor),
            new Measurement("throughput", "allocated", "B", allocated),
        ];
    }

    private static void SpinFor(TimeSpan time)
    {
        long end = Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);
        while (Stopwatch.GetTimestamp() < end)
        {
            Thread.SpinWait(1);
        }
    }
}
