using System.Diagnostics;
using System.Globalization;

namespace Mux.Tests;

/// <summary>The ends of processes, awaited on a loop.</summary>
public sealed class WaitForExitTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_exit_code_can_be_read_on_the_loop_as_soon_as_the_wait_is_over()
    {
        ThisSystem.SkipUnlessItHasABackend();
        using EventLoop loop = EventLoop.Start();
        using var shell = new Shell();
        Task<(int Code, bool OnLoop)> waited = loop.InvokeAsync(
            async () =>
            {
                await loop.WaitForExitAsync(shell.Process, Cancellation);
                return (shell.Process.ExitCode, loop.IsCurrentThread);
            },
            Cancellation);

        shell.Exit(7);

        Assert.Equal((7, true), await waited.WaitAsync(Bound.Hang, Cancellation));
    }

    [Fact]
    public async Task A_process_that_its_own_parent_has_not_asked_for_counts_as_ended()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The parent is a shell of Unix, and the descriptor is one of Linux.");
        using EventLoop loop = EventLoop.Start();
        using Process parent = Process.Start(new ProcessStartInfo("sh", ["-c", "exec 3<&0; sh -c 'echo $$; read line <&3' & exec 3<&-; echo started; exec sleep 1000"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        try
        {
            string[] lines = [(await parent.StandardOutput.ReadLineAsync(Cancellation))!, (await parent.StandardOutput.ReadLineAsync(Cancellation))!];
            using Process grandchild = Process.GetProcessById(int.Parse(lines.Single(line => line != "started"), CultureInfo.InvariantCulture));
            Task wait = loop.WaitForExitAsync(grandchild, Cancellation);
            Assert.False(wait.IsCompleted);

            parent.StandardInput.Close(); // Ends the grandchild, which sleep never asks for.

            await wait.WaitAsync(Bound.Hang, Cancellation);
        }
        finally
        {
            parent.Kill();
            await parent.WaitForExitAsync(Cancellation);
        }
    }

    [Fact]
    public async Task Without_descriptors_for_processes_a_child_is_not_waited_for_longer_because_somebody_holds_its_output()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS() || OperatingSystem.IsFreeBSD(), "Windows has another way.");
        using EventLoop loop = EventLoop.Start();
        using Process child = Process.Start(new ProcessStartInfo("sh", ["-c", "sleep 1000 & echo $!; exit 7"]) { RedirectStandardOutput = true })!;
        string sleeper = (await child.StandardOutput.ReadLineAsync(Cancellation))!;
        try
        {
            await ProcessExit.WaitAsync(loop, child, static _ => null, Cancellation).WaitAsync(Bound.Hang, Cancellation);

            Assert.Equal(7, child.ExitCode);
        }
        finally
        {
            using Process holder = Process.GetProcessById(int.Parse(sleeper, CultureInfo.InvariantCulture));
            holder.Kill();
        }
    }

    [Fact]
    public async Task A_command_that_ends_by_itself_is_awaited()
    {
        ThisSystem.SkipUnlessItHasABackend();
        using EventLoop loop = EventLoop.Start();
        using Process process = OperatingSystem.IsWindows() ? Process.Start("cmd", ["/c", "exit", "7"]) : Process.Start("sh", ["-c", "exit 7"]);

        await loop.WaitForExitAsync(process, Cancellation).WaitAsync(Bound.Hang, Cancellation);

        Assert.Equal(7, process.ExitCode);
    }

    [Fact]
    public async Task Many_children_at_once_each_end_their_own_wait()
    {
        int children = OperatingSystem.IsWindows() ? 5 : 50; // A process takes Wine a second and some.
        ThisSystem.SkipUnlessItHasABackend();
        using EventLoop loop = EventLoop.Start();
        var shells = new List<Shell>();
        try
        {
            shells.AddRange(Enumerable.Range(0, children).Select(_ => new Shell()));
            Task<int>[] waits = [.. shells.Select(shell => loop.InvokeAsync(
                async () =>
                {
                    await loop.WaitForExitAsync(shell.Process, Cancellation);
                    return shell.Process.ExitCode;
                },
                Cancellation))];
            await loop.InvokeAsync(() => { }, Cancellation); // All of them wait by now.

            for (int i = 0; i < children; i++)
            {
                shells[i].Exit(i + 1);
            }

            int[] codes = await Task.WhenAll(waits).WaitAsync(Bound.Hang, Cancellation);

            Assert.Equal(Enumerable.Range(1, children), codes);
            Assert.Equal(0, loop.RegistrationCount);
        }
        finally
        {
            shells.ForEach(shell => shell.Dispose());
        }
    }

    [Fact]
    public async Task A_process_that_has_exited_is_not_waited_for()
    {
        ThisSystem.SkipUnlessItHasABackend();
        using EventLoop loop = EventLoop.Start();
        using var shell = new Shell();
        shell.Exit(3);
        Assert.True(shell.Process.WaitForExit(Bound.Hang));

        Task wait = loop.WaitForExitAsync(shell.Process, Cancellation);

        Assert.True(wait.IsCompletedSuccessfully);
        Assert.Equal(3, shell.Process.ExitCode);
        await wait;
    }

    [Fact]
    public async Task A_wait_that_was_cancelled_leaves_the_process_alone_and_can_be_begun_again()
    {
        ThisSystem.SkipUnlessItHasABackend();
        using EventLoop loop = EventLoop.Start();
        using var shell = new Shell();
        using var cancellation = new CancellationTokenSource();
        Task cancelled = loop.WaitForExitAsync(shell.Process, cancellation.Token);
        bool pending = !cancelled.IsCompleted;

        await cancellation.CancelAsync();

        Assert.True(pending);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.WaitAsync(Bound.Hang, Cancellation));
        Assert.False(shell.Process.HasExited);
        Assert.Equal(0, loop.RegistrationCount);
        Task again = loop.WaitForExitAsync(shell.Process, Cancellation);
        shell.Exit(9);
        await again.WaitAsync(Bound.Hang, Cancellation);
        Assert.Equal(9, shell.Process.ExitCode);
    }

    [Fact]
    public async Task The_end_of_the_loop_ends_the_wait_and_not_the_process()
    {
        ThisSystem.SkipUnlessItHasABackend();
        EventLoop loop = EventLoop.Start();
        using var shell = new Shell();
        Task wait = loop.WaitForExitAsync(shell.Process, Cancellation);

        loop.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => wait.WaitAsync(Bound.Hang, Cancellation));
        Assert.False(shell.Process.HasExited);
        Assert.Throws<ObjectDisposedException>(() => { _ = loop.WaitForExitAsync(shell.Process, Cancellation); });
    }

    [Fact]
    public async Task A_child_that_is_killed_has_ended_as_well()
    {
        ThisSystem.SkipUnlessItHasABackend();
        using EventLoop loop = EventLoop.Start();
        using var shell = new Shell();
        Task wait = loop.WaitForExitAsync(shell.Process, Cancellation);

        shell.Process.Kill();

        await wait.WaitAsync(Bound.Hang, Cancellation);
        Assert.Equal(OperatingSystem.IsWindows() ? -1 : 128 + 9, shell.Process.ExitCode); // 9 is SIGKILL.
    }

    [Fact]
    public async Task Two_waits_for_one_process_both_end()
    {
        ThisSystem.SkipUnlessItHasABackend();
        using EventLoop loop = EventLoop.Start();
        using var shell = new Shell();
        Task[] waits = [loop.WaitForExitAsync(shell.Process, Cancellation), loop.WaitForExitAsync(shell.Process, Cancellation)];

        shell.Exit(0);

        await Task.WhenAll(waits).WaitAsync(Bound.Hang, Cancellation);
    }

    [Fact]
    public async Task A_process_that_is_no_child_of_this_one_is_awaited_by_its_id()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere a process's id may not be one's to watch unless it is a child.");
        using EventLoop loop = EventLoop.Start();
        using Process child = Process.Start(new ProcessStartInfo("sh", ["-c", "sleep 1000 & echo $!; wait"]) { RedirectStandardOutput = true })!;
        int id = int.Parse((await child.StandardOutput.ReadLineAsync(Cancellation))!, CultureInfo.InvariantCulture);
        using Process grandchild = Process.GetProcessById(id);
        Task wait = loop.WaitForExitAsync(grandchild, Cancellation);
        bool pending = !wait.IsCompleted;

        grandchild.Kill();

        await wait.WaitAsync(Bound.Hang, Cancellation);
        Assert.True(pending);
        BoundedTasks.Await(() => grandchild.HasExited, "It was told to have exited, and lives on."); // The class library says so once its parent has taken note of it.
        await loop.WaitForExitAsync(child, Cancellation).WaitAsync(Bound.Hang, Cancellation);
    }

    [Fact]
    public void What_is_no_process_is_refused()
    {
        ThisSystem.SkipUnlessItHasABackend();
        using EventLoop loop = EventLoop.Start();
        using var notStarted = new Process();

        Assert.Throws<ArgumentNullException>("process", () => { _ = loop.WaitForExitAsync(null!, Cancellation); });
        Assert.Throws<ArgumentNullException>("loop", () => { _ = default(EventLoop)!.WaitForExitAsync(notStarted, Cancellation); });
        Assert.Throws<InvalidOperationException>(() => { _ = loop.WaitForExitAsync(notStarted, Cancellation); });
    }
}
