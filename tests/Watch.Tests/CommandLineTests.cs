using Mux.Samples;

namespace Watch.Tests;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("--nosuch", "'--nosuch'")]
    [InlineData("/no/such/folder", "/no/such/folder")]
    [InlineData("--every soon", "'soon'")]
    [InlineData("--every 0", "'--every' is from 0.001 to 86400 seconds, not 0.")]
    [InlineData("--for NaN", "'--for' is from 0.001 to 86400 seconds, not NaN.")]
    public void A_wrong_command_line_prints_what_is_wrong_and_the_usage(string arguments, string complaint)
    {
        using SampleProcess watch = SampleProcess.Start("Watch", arguments);

        (int exitCode, string output) = watch.WaitForEnd();

        Assert.Equal(2, exitCode);
        Assert.Equal("", output);
        Assert.Contains(complaint, watch.Errors, StringComparison.Ordinal);
        Assert.Contains("Usage:", watch.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Help_names_every_option_and_says_how_it_ends()
    {
        using SampleProcess watch = SampleProcess.Start("Watch", "--help");

        (int exitCode, string output) = watch.WaitForEnd();

        Assert.Equal(0, exitCode);
        Assert.All(["<folder>", "--run", "--every", "--for", "SIGTERM", "the end of standard input"], word => Assert.Contains(word, output, StringComparison.Ordinal));
        Assert.Equal("", watch.Errors);
    }
}
