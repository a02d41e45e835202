using BenchmarkDotNet.Attributes;

namespace Mux.Benchmarks;

/// <summary>Timers that never become due, as timeouts should not, on the loop's own thread and among others.</summary>
public class TimerBenchmarks
{
    private const int Batch = 10_000;
    private const int Seed = 1;

    private static readonly TimeSpan Soonest = TimeSpan.FromHours(1);
    private static readonly Action Nothing = static () => { };

    private readonly TimeSpan[] _delays = new TimeSpan[Batch];
    private BatchLoop _loop = null!;
    private LoopTimer _kept = null!;
    private Action _scheduleAndCancel = null!;
    private Action _rescheduleAndCancel = null!;
    private Action _reset = null!;

    /// <summary>How many other timers are scheduled, at random between one and two hours ahead as the measured ones are.</summary>
    [Params(0, 1_000, 100_000)]
    public int Others { get; set; }

    /// <summary>Starts the loop, and schedules the others.</summary>
    [GlobalSetup]
    public void Start()
    {
        var random = new Random(Seed);
        for (int i = 0; i < Batch; i++)
        {
            _delays[i] = Soonest + (Soonest * random.NextDouble());
        }

        (_scheduleAndCancel, _rescheduleAndCancel, _reset) = (ScheduleAndCancelBatch, RescheduleAndCancelBatch, ResetBatch);
        _loop = new BatchLoop();
        _loop.Run(() =>
        {
            for (int i = 0; i < Others; i++)
            {
                _loop.Loop.Schedule(Soonest + (Soonest * random.NextDouble()), Nothing);
            }

            _kept = _loop.Loop.Schedule(Timeout.InfiniteTimeSpan, Nothing);
            _loop.End();
        });
    }

    /// <summary>A new timer, cancelled.</summary>
    [Benchmark(OperationsPerInvoke = Batch)]
    public void ScheduleAndCancel() => _loop.Run(_scheduleAndCancel);

    /// <summary>The same timer again and again, cancelled in between.</summary>
    [Benchmark(OperationsPerInvoke = Batch)]
    public void RescheduleAndCancel() => _loop.Run(_rescheduleAndCancel);

    /// <summary>A scheduled timer, moved to another time.</summary>
    [Benchmark(OperationsPerInvoke = Batch)]
    public void Reset() => _loop.Run(_reset);

    /// <summary>Ends the loop.</summary>
    [GlobalCleanup]
    public void Stop() => _loop.Dispose();

    private void ScheduleAndCancelBatch()
    {
        foreach (TimeSpan delay in _delays)
        {
            _loop.Loop.Schedule(delay, Nothing).Cancel();
        }

        _loop.End();
    }

    private void RescheduleAndCancelBatch()
    {
        foreach (TimeSpan delay in _delays)
        {
            _kept.Reschedule(delay);
            _kept.Cancel();
        }

        _loop.End();
    }

    private void ResetBatch()
    {
        foreach (TimeSpan delay in _delays)
        {
            _kept.Reschedule(delay);
        }

        _loop.End();
    }
}
