namespace Watch.Tests;

/// <summary>What a standard input can be.</summary>
public sealed class InputTests
{
    [Fact]
    public void A_terminal_is_read_line_by_line()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The terminal is opened by a path of Linux.");
        using var terminal = new Terminal();
        using WatchProcess watch = WatchProcess.StartWithInput($"<{terminal.Path}");
        watch.WaitFor("input", "type a line");

        terminal.Type("hello\n");

        Assert.Equal("hello", watch.WaitFor("input", ".*"));
    }

    [Fact]
    public void A_terminal_that_is_hung_up_ends_the_input_and_nothing_else()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The terminal is opened by a path of Linux.");
        var terminal = new Terminal();
        using WatchProcess watch = WatchProcess.StartWithInput($"<{terminal.Path}");
        watch.WaitFor("signal", "SIGUSR1 to process [0-9]+");

        terminal.Dispose();
        watch.WaitFor("input", "has ended|cannot be watched: .*");
        watch.Signal("USR1");

        Assert.Equal("SIGUSR1", watch.WaitFor("signal", "SIGUSR1"));
    }

    [Fact]
    public void A_FIFO_is_read_until_its_last_writer_leaves()
    {
        // The shell opens it for both directions, lest its opening wait for a writer, and is that writer until it has started one that writes and leaves.
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        string before = $"mkfifo '{path}' && exec 3<>'{path}' 4<'{path}' && rm '{path}' && {{ echo by FIFO >&3; exec 3>&-; }} &&";
        using WatchProcess watch = WatchProcess.StartWithInput("<&4 4<&-", before);

        Assert.Equal(["type a line", "by FIFO", "has ended"], Enumerable.Range(0, 3).Select(_ => watch.WaitFor("input", ".*")));
    }

    [Theory]
    [InlineData("</dev/null")]
    [InlineData("</etc/hosts")]
    public void What_cannot_be_watched_is_said_and_the_rest_goes_on(string redirection)
    {
        using WatchProcess watch = WatchProcess.StartWithInput(redirection);

        string complaint = watch.WaitFor("input", ".*");
        watch.WaitFor("signal", "SIGUSR1 to process [0-9]+");
        watch.Signal("USR1");
        watch.WaitFor("signal", "SIGUSR1");
        watch.Signal("TERM");
        (int exitCode, _) = watch.WaitForEnd();

        Assert.StartsWith("cannot be watched: ", complaint, StringComparison.Ordinal);
        Assert.Equal(0, exitCode);
        Assert.Equal("", watch.Errors);
    }
}
