using System.Diagnostics;

namespace Mux.Compare.Measuring;

/// <summary>What a stretch of work cost the whole process: time by the clock, processor time, memory.</summary>
internal readonly struct Expense
{
    private readonly long _begun;
    private readonly TimeSpan _processor;
    private readonly long _allocated;

    private Expense(long begun, TimeSpan processor, long allocated)
    {
        _begun = begun;
        _processor = processor;
        _allocated = allocated;
    }

    /// <summary>Starts to reckon. The clock is looked at last, and first at the end.</summary>
    public static Expense Begin() => new(allocated: GC.GetTotalAllocatedBytes(precise: true), processor: ProcessorTime(), begun: Stopwatch.GetTimestamp());

    /// <summary>Nanoseconds by the clock, nanoseconds of all processors, and bytes, each divided by a number of operations.</summary>
    public (double Time, double Processor, double Allocated) PerOperation(long operations)
    {
        double time = Stopwatch.GetElapsedTime(_begun).TotalNanoseconds;
        double processor = (ProcessorTime() - _processor).TotalNanoseconds;
        double allocated = GC.GetTotalAllocatedBytes(precise: true) - _allocated;
        return (time / operations, processor / operations, allocated / operations);
    }

    private static TimeSpan ProcessorTime()
    {
        using var self = Process.GetCurrentProcess();
        return self.TotalProcessorTime;
    }
}
