using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using Perfolizer.Horology;

namespace Mux.Benchmarks;

/// <summary>Few and short iterations, so that all of it takes minutes: enough to see a call too many, an allocation or a factor. Memory is always counted.</summary>
internal sealed class ShortRuns : ManualConfig
{
    private const int Warmups = 3;
    private const int Iterations = 8;
    private const int IterationMilliseconds = 100;

    public ShortRuns()
    {
        Add(DefaultConfig.Instance);
        AddJob(Job.Default
            .WithLaunchCount(1)
            .WithWarmupCount(Warmups)
            .WithIterationCount(Iterations)
            .WithIterationTime(TimeInterval.FromMilliseconds(IterationMilliseconds)));
        AddDiagnoser(new MemoryDiagnoser(new MemoryDiagnoserConfig(displayGenColumns: false)));
    }
}
