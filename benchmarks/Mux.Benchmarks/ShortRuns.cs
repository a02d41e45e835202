using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using Perfolizer.Horology;

namespace Mux.Benchmarks;

/// <summary>
/// Few and short iterations, so that all of it takes minutes: enough to see a call too many, an allocation or a factor. Memory is always counted. On a machine that others use too, the minimum is
/// the column to compare.
/// </summary>
internal sealed class ShortRuns : ManualConfig
{
    private const int Warmups = 12; // A second and more: long chains of awaits are recompiled, with what was learnt of them, about that late.
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
        AddColumn(StatisticColumn.Min);
        HideColumns(Column.StdDev, Column.RatioSD);
        AddDiagnoser(new MemoryDiagnoser(new MemoryDiagnoserConfig(displayGenColumns: false)));
    }
}
