namespace Watch.Tests;

public sealed class EndTests
{
    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    [InlineData("HUP")]
    public void A_signal_ends_it_though_nothing_was_ever_typed(string name)
    {
        using WatchProcess watch = WatchProcess.Start();
        watch.WaitFor("input", "type a line");
        watch.WaitFor("signal", "SIGWINCH to .*"); // The last line of the beginning.

        watch.Signal(name);
        (int exitCode, string output) = watch.WaitForEnd();

        Assert.Equal(0, exitCode);
        Assert.Equal($"end: SIG{name}{Environment.NewLine}", output);
        Assert.Equal("", watch.Errors);
    }

    [Fact]
    public void It_ends_by_itself_when_the_time_is_up()
    {
        using WatchProcess watch = WatchProcess.Start("--for 0.5");

        (int exitCode, string output) = watch.WaitForEnd();

        Assert.Equal(0, exitCode);
        Assert.EndsWith($"end: the time is up{Environment.NewLine}", output, StringComparison.Ordinal);
        Assert.Equal("", watch.Errors);
    }
}
