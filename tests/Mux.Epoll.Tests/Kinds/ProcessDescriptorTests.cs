using System.Diagnostics;
using Microsoft.Win32.SafeHandles;
using Mux.Epoll.Interop;

namespace Mux.Epoll.Tests.Kinds;

/// <summary>Processes as descriptors: when they are readable, and which processes there are none of.</summary>
[OnLinux]
public sealed class ProcessDescriptorTests
{
    private const int NoProcess = int.MaxValue; // Beyond the largest id that Linux can be set to give.

    [Theory]
    [InlineData(TriggerMode.Level)]
    [InlineData(TriggerMode.Edge)]
    [InlineData(TriggerMode.OneShot)]
    public void It_is_readable_once_its_process_was_killed(TriggerMode trigger)
    {
        using var mux = new EpollMultiplexer();
        using Process child = Process.Start("/bin/sleep", "100");
        using SafeFileHandle process = ProcessDescriptor.Open(child.Id);
        EventRegistration registration = mux.Register(process, Interests.Readable, trigger);
        mux.AssertQuiet();

        child.Kill();

        ReadyEvent ready = mux.WaitForOne();
        Assert.Same(registration, ready.Registration);
        Assert.True(ready.CanRead);
        child.WaitForExit();
    }

    [Fact]
    public void It_is_readable_once_its_process_has_ended_by_itself_and_hangs_up_once_that_was_reaped()
    {
        using var mux = new EpollMultiplexer();
        using Process child = StartReading("cat");
        using SafeFileHandle process = ProcessDescriptor.Open(child.Id);
        EventRegistration registration = mux.Register(process, Interests.Readable);

        child.StandardInput.Close();

        Assert.True(mux.WaitForOne().CanRead);
        child.WaitForExit();
        mux.WaitUntil(registration, Readiness.Readable | Readiness.ReadClosed);
        Assert.True(mux.WaitForOne().CanRead);
    }

    [Fact]
    public void A_process_that_has_exited_and_was_not_reaped_is_readable_at_once()
    {
        using var mux = new EpollMultiplexer();
        using Process parent = StartReading("/bin/sh", "-c", "sleep 100 & echo $!; exec cat"); // cat does not know that it has a child, and so does not reap it.
        int childId = int.Parse(parent.StandardOutput.ReadLine()!);
        using SafeFileHandle running = ProcessDescriptor.Open(childId);
        using (mux.Register(running, Interests.Readable))
        {
            using var child = Process.GetProcessById(childId);
            child.Kill();
            mux.WaitForOne();
        }

        using SafeFileHandle exited = ProcessDescriptor.Open(childId);
        EventRegistration registration = mux.Register(exited, Interests.Readable, TriggerMode.Edge);

        Assert.Equal(new ReadyEvent(registration, Readiness.Readable), mux.WaitForOne());
        parent.StandardInput.Close();
        parent.WaitForExit();
    }

    [Fact]
    public void A_process_that_is_no_child_of_this_one_can_be_watched()
    {
        using var mux = new EpollMultiplexer();
        using SafeFileHandle first = ProcessDescriptor.Open(1);

        EventRegistration registration = mux.Register(first, Interests.Readable);

        Assert.True(registration.IsRegistered);
        mux.AssertQuiet();
    }

    [Fact]
    public void No_process_no_descriptor()
    {
        var refused = Assert.Throws<ArgumentException>("processId", () => ProcessDescriptor.Open(NoProcess));

        Assert.Contains($"There is no process {NoProcess}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_thread_is_no_process()
    {
        int thread = Directory.GetDirectories("/proc/self/task").Select(path => int.Parse(Path.GetFileName(path))).First(id => id != Environment.ProcessId);

        var refused = Assert.Throws<ArgumentException>("processId", () => ProcessDescriptor.Open(thread));

        Assert.Contains("is the id of a thread", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void An_id_is_above_zero(int processId) =>
        Assert.Throws<ArgumentOutOfRangeException>(nameof(processId), () => ProcessDescriptor.Open(processId));

    [Fact]
    public void No_child_process_inherits_it()
    {
        using SafeFileHandle process = ProcessDescriptor.Open(Environment.ProcessId);

        string flags = File.ReadLines($"/proc/self/fdinfo/{process.Number()}").Single(line => line.StartsWith("flags:", StringComparison.Ordinal));

        const int CloseOnExec = 0x80000;
        Assert.NotEqual(0, Convert.ToInt32(flags["flags:".Length..].Trim(), 8) & CloseOnExec);
    }

    [Theory]
    [InlineData(Errno.EMFILE, "RLIMIT_NOFILE")]
    [InlineData(Errno.ENFILE, "fs.file-max")]
    [InlineData(Errno.ENOMEM, "out of memory")]
    public void A_descriptor_that_is_not_granted_is_reported_with_its_call_and_advice(int errno, string advice)
    {
        var refused = Assert.IsType<MultiplexerException>(EpollErrors.OnOpenProcess(errno, processId: 1));

        Assert.Equal(("pidfd_open", errno), (refused.Call, refused.NativeErrorCode));
        Assert.Contains(advice, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Errno.ENOSYS)]
    [InlineData(Errno.EPERM)]
    [InlineData(Errno.EACCES)]
    [InlineData(5)]
    public void A_kernel_or_sandbox_without_the_call_is_said_to_be_one_and_what_to_do_instead(int errno)
    {
        var refused = Assert.IsType<PlatformNotSupportedException>(EpollErrors.OnOpenProcess(errno, processId: 1));

        Assert.Contains("Linux 5.3", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Exited", refused.Message, StringComparison.Ordinal);
    }

    private static Process StartReading(string program, params string[] arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
}
