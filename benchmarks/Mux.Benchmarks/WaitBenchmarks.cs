using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;

namespace Mux.Benchmarks;

/// <summary>A wait that finds k of 1,000 ready, by itself and with a look at each event.</summary>
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory, BenchmarkLogicalGroupRule.ByParams)]
[CategoriesColumn]
public class WaitBenchmarks
{
    private const int Registered = 1_000;
    private const string Wait = "wait";
    private const string WaitAndEnumerate = "wait and enumerate";

    private ReadyOnBoth _both = null!;

    /// <summary>How many are ready, and stay so.</summary>
    [Params(1, 16, 256)]
    public int Ready { get; set; }

    /// <summary>Registers them.</summary>
    [GlobalSetup]
    public void Register() => _both = new ReadyOnBoth(Registered, Ready);

    /// <summary>epoll_wait(2).</summary>
    [Benchmark(Baseline = true)]
    [BenchmarkCategory(Wait)]
    public int Raw() => _both.Epoll.Poll(_both.Buffer);

    /// <summary><see cref="IEventMultiplexer.Wait"/>.</summary>
    [Benchmark]
    [BenchmarkCategory(Wait)]
    public int Mux() => _both.Multiplexer.Wait(_both.Events, TimeSpan.Zero);

    /// <summary>epoll_wait(2) and the array.</summary>
    [Benchmark(Baseline = true)]
    [BenchmarkCategory(WaitAndEnumerate)]
    public int RawEnumerated() => Consumption.Of(_both.Buffer, _both.Epoll.Poll(_both.Buffer));

    /// <summary><see cref="IEventMultiplexer.Wait"/> and the buffer.</summary>
    [Benchmark]
    [BenchmarkCategory(WaitAndEnumerate)]
    public int MuxEnumerated()
    {
        _both.Multiplexer.Wait(_both.Events, TimeSpan.Zero);
        return Consumption.Of(_both.Events);
    }

    /// <summary>Closes all.</summary>
    [GlobalCleanup]
    public void Close() => _both.Dispose();
}
