using System.Globalization;

namespace Mux.Tests;

/// <summary>How several loops end together, also when one of them cannot be started or has failed.</summary>
public sealed class EventLoopGroupEndTests
{
    [Fact]
    public async Task StopAsync_ends_all_loops()
    {
        ThisSystem.SkipUnlessItHasABackend();
        using EventLoopGroup group = EventLoopGroup.Start(3);
        bool runs = !group.Completion.IsCompleted;

        await group.StopAsync(TestContext.Current.CancellationToken).WaitAsync(Bound.Hang, TestContext.Current.CancellationToken);

        Assert.True(runs);
        Assert.True(group.Completion.IsCompletedSuccessfully);
        Assert.All(group, loop => Assert.Throws<ObjectDisposedException>(() => loop.Post(() => { })));
    }

    [Fact]
    public void Dispose_ends_all_loops_and_can_be_called_again()
    {
        ThisSystem.SkipUnlessItHasABackend();
        EventLoopGroup group = EventLoopGroup.Start(3);

        group.Dispose();
        group.Dispose();

        Assert.True(group.Completion.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task DisposeAsync_ends_all_loops()
    {
        ThisSystem.SkipUnlessItHasABackend();
        EventLoopGroup group = EventLoopGroup.Start(3);

        await group.DisposeAsync();

        Assert.True(group.Completion.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Dispose_on_one_of_its_loops_waits_for_the_others()
    {
        ThisSystem.SkipUnlessItHasABackend();
        EventLoopGroup group = EventLoopGroup.Start(3);

        bool[] ended = await group[1].InvokeAsync(
            () =>
            {
                group.Dispose();
                return group.Select(loop => loop.Completion.IsCompleted).ToArray();
            },
            TestContext.Current.CancellationToken);

        Assert.Equal([true, false, true], ended);
        await group.Completion.WaitAsync(Bound.Hang, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Loops_that_all_dispose_of_their_group_end()
    {
        ThisSystem.SkipUnlessItHasABackend();
        using var meeting = new Barrier(3);
        EventLoopGroup group = EventLoopGroup.Start(3);
        foreach (EventLoop loop in group)
        {
            loop.Post(() =>
            {
                meeting.SignalAndWait(Bound.Hang);
                group.Dispose();
            });
        }

        await group.Completion.WaitAsync(Bound.Hang, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Stopping_is_no_longer_waited_for_once_that_is_cancelled()
    {
        ThisSystem.SkipUnlessItHasABackend();
        using var release = new ManualResetEventSlim();
        using var hung = new ManualResetEventSlim();
        using EventLoopGroup group = EventLoopGroup.Start(2);
        group[0].Post(() =>
        {
            hung.Set();
            release.Wait(Bound.Hang);
        });
        Assert.True(hung.Wait(Bound.Hang, TestContext.Current.CancellationToken));
        using var cancellation = new CancellationTokenSource();

        Task stop = group.StopAsync(cancellation.Token);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stop.WaitAsync(Bound.Hang, TestContext.Current.CancellationToken));
        Assert.False(group.Completion.IsCompleted);
        release.Set();
        await group.Completion.WaitAsync(Bound.Hang, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Completion_has_the_failure_of_a_loop_once_all_have_ended_and_stopping_throws_nothing()
    {
        ThisSystem.SkipUnlessItHasABackend();
        EventLoopGroup group = EventLoopGroup.Start(3);
        group[1].Multiplexer.Dispose(); // Its next wait, or the one under way, fails.
        await Assert.ThrowsAsync<ObjectDisposedException>(() => group[1].Completion.WaitAsync(Bound.Hang, TestContext.Current.CancellationToken));
        bool othersRun = !group.Completion.IsCompleted;

        await group.StopAsync(TestContext.Current.CancellationToken);
        group.Dispose();

        Assert.True(othersRun);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => group.Completion);
    }

    [Fact]
    public void None_is_started_on_an_unknown_backend()
    {
        using var log = new RecordedLog();

        var refusal = Assert.Throws<ArgumentException>("options", () => EventLoopGroup.Start(2, new EventLoopOptions { Backend = "select" }, new EventLoopServices { LoggerFactory = log }));

        Assert.StartsWith("There is no backend 'select'.", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(log.Entries);
    }

    [Fact]
    public void When_one_cannot_be_started_those_before_it_are_stopped()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells which processors this process may use.");
        using var log = new RecordedLog();
        var options = new EventLoopOptions { Name = "server", Processor = LastAllowedProcessor() };

        var refusal = Assert.Throws<MultiplexerException>(() => EventLoopGroup.Start(3, options, new EventLoopServices { LoggerFactory = log }));

        Assert.StartsWith("sched_setaffinity", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(log.Entries, entry => entry.Message == "Event loop server-0 has ended as it was told to.");
        Assert.DoesNotContain(log.Entries, entry => entry.Message.StartsWith("Event loop server-1 runs on", StringComparison.Ordinal));
        Assert.DoesNotContain(log.Entries, entry => entry.Message.Contains("server-2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Loops_are_bound_to_a_processor_and_those_after_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells on which processor a thread runs.");
        int first = LastAllowedProcessor() - 1;
        Assert.SkipUnless(AllowedProcessors().Contains(first), "This process may not use two processors that follow each other.");
        using EventLoopGroup group = EventLoopGroup.Start(2, new EventLoopOptions { Processor = first });

        int[] processors = await Task.WhenAll(group.Select(loop => loop.InvokeAsync(Thread.GetCurrentProcessorId, TestContext.Current.CancellationToken)));

        Assert.Equal([first, first + 1], processors);
    }

    private static int LastAllowedProcessor() => AllowedProcessors().Max();

    // "0-3,8" in /proc/self/status; see proc_pid_status(5).
    private static HashSet<int> AllowedProcessors()
    {
        string line = File.ReadLines("/proc/self/status").Single(text => text.StartsWith("Cpus_allowed_list:", StringComparison.Ordinal));
        var allowed = new HashSet<int>();
        foreach (string range in line["Cpus_allowed_list:".Length..].Trim().Split(','))
        {
            int[] ends = [.. range.Split('-').Select(text => int.Parse(text, CultureInfo.InvariantCulture))];
            allowed.UnionWith(Enumerable.Range(ends[0], ends[^1] - ends[0] + 1));
        }

        return allowed;
    }
}
