using System.Diagnostics;

namespace Watch.Tests;

public sealed class EventTests
{
    [Fact]
    public void Lines_that_are_typed_are_printed_as_they_come()
    {
        using WatchProcess watch = WatchProcess.Start();
        watch.WaitFor("input", "type a line");

        watch.Input.WriteLine("one");
        watch.Input.Flush();
        string first = watch.WaitFor("input", ".*");
        watch.Input.Write("two\nthree\nfo");
        watch.Input.Flush();
        string[] rest = [watch.WaitFor("input", ".*"), watch.WaitFor("input", ".*")];
        watch.Input.Dispose();

        Assert.Equal("one", first);
        Assert.Equal(["two", "three"], rest);
        Assert.Equal(["fo", "has ended"], [watch.WaitFor("input", ".*"), watch.WaitFor("input", ".*")]);
    }

    [Theory]
    [InlineData("plain äöü 猫", "plain äöü 猫")]
    [InlineData("\u001b]0;owned\u0007", "\\u001b]0;owned\\u0007")]
    [InlineData("\u001b[2J\r\n\t", "\\u001b[2J\\u000d\\u000a\\u0009")]
    [InlineData("\u009b31m\u007f", "\\u009b31m\\u007f")]
    [InlineData("gpj\u202eexe.", "gpj\\u202eexe.")]
    [InlineData("\u2028\u2029\u200b", "\\u2028\\u2029\\u200b")]
    public void What_a_terminal_would_obey_is_written_as_its_number(string text, string visible) => Assert.Equal(visible, Report.Visible(text));

    [Fact]
    public void The_timer_ticks_again_and_again()
    {
        using WatchProcess watch = WatchProcess.Start("--every 0.25");

        watch.WaitFor("timer", "every 0.25 s");

        Assert.Equal(["0.25 s", "0.5 s", "0.75 s"], [watch.WaitFor("timer", ".*"), watch.WaitFor("timer", ".*"), watch.WaitFor("timer", ".*")]);
    }

    [Fact]
    public void A_child_exits_with_its_code()
    {
        using WatchProcess watch = WatchProcess.Start("--run \"exit 7\"");

        string start = watch.WaitFor("child", ".* runs exit 7");

        Assert.Equal($"{start.Replace(" runs exit 7", "", StringComparison.Ordinal)} has exited with code 7", watch.WaitFor("child", ".*"));
    }

    [Theory]
    [InlineData("USR1")]
    [InlineData("CONT")]
    [InlineData("WINCH")]
    public void A_signal_is_reported_as_often_as_it_comes(string name)
    {
        using WatchProcess watch = WatchProcess.Start();
        watch.WaitFor("signal", $"SIG{name} to process [0-9]+");

        watch.Signal(name);
        string first = watch.WaitFor("signal", $"SIG{name}");
        watch.Signal(name);

        Assert.Equal($"SIG{name}", first);
        Assert.Equal($"SIG{name}", watch.WaitFor("signal", ".*"));
    }

    [Fact]
    public void What_happens_in_the_folder_is_reported_in_order()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "inotify is Linux's.");
        using WatchProcess watch = WatchProcess.Start();
        watch.WaitFor("folder", "/.*");
        string file = Path.Combine(watch.Folder, "a file, 1 å");

        File.WriteAllText(file, "x");
        File.Move(file, Path.Combine(watch.Folder, "b"));
        File.Delete(Path.Combine(watch.Folder, "b"));

        Assert.Equal(
            ["a file, 1 å created", "a file, 1 å written", "a file, 1 å moved away", "b moved here", "b deleted"],
            Enumerable.Range(0, 5).Select(_ => watch.WaitFor("folder", ".*")));
    }

    [Fact]
    public void A_command_that_the_shell_does_not_know_is_a_child_that_fails()
    {
        using WatchProcess watch = WatchProcess.Start("--run nosuchcommand");

        Assert.EndsWith("has exited with code 127", watch.WaitFor("child", ".* has .*"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_child_does_not_outlive_the_end()
    {
        using WatchProcess watch = WatchProcess.Start("--run \"sleep 1000; true\""); // Two commands: the shell stays, and has a child of its own.
        string start = watch.WaitFor("child", "process [0-9]+ runs .*");
        int id = int.Parse(start.Split(' ')[1]);

        watch.Signal("TERM");
        watch.WaitForEnd();

        Assert.Throws<ArgumentException>(() => WaitForExit(id));
    }

    // The process that takes it over may take a moment to do so.
    private static void WaitForExit(int id)
    {
        using var process = Process.GetProcessById(id);
        process.WaitForExit(Mux.Samples.SampleProcess.Bound);
        Process.GetProcessById(id).Dispose();
    }
}
