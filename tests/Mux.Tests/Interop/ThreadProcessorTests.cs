using System.Runtime.InteropServices;
using Mux.Interop;

namespace Mux.Tests.Interop;

/// <summary>Threads bound to processors, and the processors that they cannot be bound to. Each on a thread of its own: a bound one stays bound.</summary>
public sealed partial class ThreadProcessorTests
{
    private const int EINVAL = 22;
    private const nint CurrentThread = -2; // What GetCurrentThread returns.

    [Fact]
    public void On_Linux_the_thread_may_use_the_one_processor_that_it_was_bound_to()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "asks Linux");
        (int[] Before, int[] After) allowed = ([], []);

        OnItsOwnThread(() =>
        {
            int[] before = AllowedProcessors();
            ThreadProcessor.Pin(before[^1]);
            allowed = (before, AllowedProcessors());
        });

        Assert.Equal([allowed.Before[^1]], allowed.After);
    }

    [Fact]
    public void A_bound_thread_can_be_bound_anew()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "asks Linux");
        (int[] Before, int[] After) allowed = ([], []);

        OnItsOwnThread(() =>
        {
            int[] before = AllowedProcessors();
            ThreadProcessor.Pin(before[^1]);
            ThreadProcessor.Pin(before[0]);
            allowed = (before, AllowedProcessors());
        });

        Assert.Equal([allowed.Before[0]], allowed.After);
    }

    [Fact]
    public void Other_threads_are_left_alone()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "asks Linux");
        int[] before = AllowedProcessors();

        OnItsOwnThread(() => ThreadProcessor.Pin(before[0]));

        Assert.Equal(before, AllowedProcessors());
    }

    // CoreCLR sees to it; threads of NativeAOT programs do inherit.
    [Fact]
    public void A_thread_that_a_bound_one_starts_is_not_bound()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "asks Linux");
        int[] before = AllowedProcessors();
        int[] started = [];

        OnItsOwnThread(() =>
        {
            ThreadProcessor.Pin(before[0]);
            OnItsOwnThread(() => started = AllowedProcessors());
        });

        Assert.Equal(before, started);
    }

    [Fact]
    public void A_processor_that_Linux_does_not_have_is_refused_with_the_call_and_advice()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "asks Linux");
        const int Beyond = 8191; // Any number that this machine has not.

        var refused = Assert.Throws<MultiplexerException>(() => ThreadProcessor.Pin(Beyond));

        Assert.Equal(("sched_setaffinity", EINVAL), (refused.Call, refused.NativeErrorCode));
        Assert.Contains("cpuset", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void On_Windows_the_thread_may_use_the_one_processor_that_it_was_bound_to()
    {
        Assert.SkipUnless(OperatingSystem.IsWindows(), "asks Windows");
        nuint former = 0;

        OnItsOwnThread(() =>
        {
            ThreadProcessor.Pin(0);
            former = SetThreadAffinityMask(CurrentThread, 1); // Windows tells of a mask only when it is replaced.
        });

        Assert.Equal((nuint)1, former);
    }

    [Fact]
    public void A_processor_beyond_a_group_of_Windows_is_refused()
    {
        Assert.SkipUnless(OperatingSystem.IsWindows(), "asks Windows");

        var refused = Assert.Throws<NotSupportedException>(() => ThreadProcessor.Pin(64));

        Assert.Contains("processor group", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_threads_cannot_be_bound_it_says_so_and_why()
    {
        Assert.SkipWhen(OperatingSystem.IsLinux() || OperatingSystem.IsWindows(), "Threads can be bound here.");

        var refused = Assert.Throws<PlatformNotSupportedException>(() => ThreadProcessor.Pin(0));

        Assert.False(ThreadProcessor.IsSupported);
        Assert.Contains(OperatingSystem.IsMacOS() ? "hint" : "only", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(8192)]
    public void No_system_has_such_a_processor(int processor) =>
        Assert.Throws<ArgumentOutOfRangeException>(nameof(processor), () => ThreadProcessor.Pin(processor));

    private static void OnItsOwnThread(Action action)
    {
        Task done = Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Assert.True(done.Wait(TimeSpan.FromSeconds(20)), "The thread hangs.");
    }

    // "Cpus_allowed_list:	0-2,5"
    private static int[] AllowedProcessors()
    {
        const string Name = "Cpus_allowed_list:";
        string list = File.ReadLines("/proc/thread-self/status").Single(line => line.StartsWith(Name, StringComparison.Ordinal));
        return
        [
            .. from range in list[Name.Length..].Trim().Split(',')
               let ends = range.Split('-')
               let first = int.Parse(ends[0])
               from processor in Enumerable.Range(first, int.Parse(ends[^1]) - first + 1)
               select processor,
        ];
    }

    [LibraryImport("kernel32")]
    private static partial nuint SetThreadAffinityMask(nint thread, nuint mask);
}
