using System.Diagnostics;
using Mux.Compare.Measuring;
using Mux.Compare.Native;

namespace Mux.Compare.Posts;

/// <summary>How soon a posted job runs on a loop that sleeps, and what two million posts from four threads take.</summary>
internal static class PostSuite
{
    private const int Producers = 4;
    private const int PostsOfEach = 500_000;

    // A loop in the kernel sleeps after either; threads of the pool, and tasks that are waited for, poll for a while before.
    private static readonly (int Samples, TimeSpan Pause)[] Latencies = [(20_000, TimeSpan.FromMicroseconds(100)), (1_000, TimeSpan.FromMilliseconds(2))];

    public static Suite Create(CCompiler compiler, Pinning pinning) => new("post", CProgram.PeerName,
    [
        new CProgram(
            compiler,
            CProgram.PeerName,
            [
                .. Latencies.Select(latency => ("post.c", (string[])["latency", .. pinning.Arguments, $"{latency.Samples}", $"{(int)latency.Pause.TotalMicroseconds}"])),
                ("post.c", ["throughput", .. pinning.Arguments, $"{Producers}", $"{PostsOfEach}"]),
            ]),
        Peer("Mux EventLoop.Post", pinning, () => new LoopTarget(pinning.Loop)),
        Peer("Mux EventLoop.Post, spins 200 us", pinning, () => new LoopTarget(pinning.Loop, TimeSpan.FromMicroseconds(200))),
        Peer("Channel, async reader", pinning, () => new ChannelTarget()),
        Peer("Channel, own thread", pinning, () => new ChannelThreadTarget(pinning.Loop)),
        Peer("ThreadPool", pinning, () => new PoolTarget()),
    ]);

    private static ManagedPeer Peer(string name, Pinning pinning, Func<IPostTarget> create) =>
        new(name, () => [.. Latencies.SelectMany(latency => Latency(create, pinning, latency.Samples, latency.Pause)), .. Throughput(create, pinning)]);

    private static List<Measurement> Latency(Func<IPostTarget> create, Pinning pinning, int samples, TimeSpan pause)
    {
        using IPostTarget target = create();
        var job = new LatencyJob();
        var lags = new long[samples];
        var calls = new long[samples];
        double allocated = 0;
        TimeSpan? others = null;
        MeasuredThread.Run(pinning.Poster, () =>
        {
            TimeSpan? othersBefore = OtherThreads.ProcessorTime();
            var expense = Expense.Begin();
            for (int i = 0; i < samples; i++)
            {
                SpinFor(pause);
                job.Reset();
                long posted = Stopwatch.GetTimestamp();
                target.Post(job);
                calls[i] = Stopwatch.GetTimestamp() - posted;
                lags[i] = job.SpinUntilRun() - posted;
            }

            allocated = expense.PerOperation(samples).Allocated;
            others = OtherThreads.ProcessorTime() - othersBefore;
        });

        string name = pause < TimeSpan.FromMilliseconds(1) ? $"idle for {pause.TotalMicroseconds:0} us" : $"idle for {pause.TotalMilliseconds:0} ms";
        List<Measurement> measured = [.. Distribution.Of(name, "", lags), .. Distribution.Of(name, "call ", calls), new Measurement(name, "allocated", "B", allocated)];
        if (others is { } time)
        {
            measured.Add(new Measurement(name, "CPU beside the poster", "us", time.TotalMicroseconds / samples));
        }

        return measured;
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
