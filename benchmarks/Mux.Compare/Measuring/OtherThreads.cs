using System.Diagnostics;
using System.Globalization;

namespace Mux.Compare.Measuring;

/// <summary>The processor time of all threads but the calling one: what it costs to be ready, when nothing comes.</summary>
internal static class OtherThreads
{
    // proc_pid_schedstat: time on the processor in nanoseconds, then two more numbers. See https://docs.kernel.org/scheduler/sched-stats.html.
    private const string OwnStatistics = "/proc/thread-self/schedstat";

    /// <summary>So far. Null where the system does not tell a thread's own time.</summary>
    public static TimeSpan? ProcessorTime()
    {
        if (!File.Exists(OwnStatistics))
        {
            return null;
        }

        using var self = Process.GetCurrentProcess();
        double own = double.Parse(File.ReadAllText(OwnStatistics).Split(' ')[0], CultureInfo.InvariantCulture);
        return self.TotalProcessorTime - TimeSpan.FromMicroseconds(own / 1000);
    }
}
