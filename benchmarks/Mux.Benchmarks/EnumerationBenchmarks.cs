using BenchmarkDotNet.Attributes;

namespace Mux.Benchmarks;

/// <summary>Going through events that were collected once.</summary>
public class EnumerationBenchmarks
{
    private ReadyOnBoth _both = null!;

    /// <summary>How many events there are.</summary>
    [Params(1, 16, 256)]
    public int Ready { get; set; }

    /// <summary>Collects them.</summary>
    [GlobalSetup]
    public void Collect() => _both = new ReadyOnBoth(Ready, Ready);

    /// <summary>An array of epoll_event.</summary>
    [Benchmark(Baseline = true)]
    public int Raw() => Consumption.Of(_both.Buffer, Ready);

    /// <summary><see cref="ReadyEvents"/>.</summary>
    [Benchmark]
    public int Mux() => Consumption.Of(_both.Events);

    /// <summary>Closes all.</summary>
    [GlobalCleanup]
    public void Close() => _both.Dispose();
}
