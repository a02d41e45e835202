using System.Net;
using Mux.Samples;

namespace StaticFiles.Tests.Serving;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("--threads 1", "1 loop")]
    [InlineData("--threads 3", "3 loops")]
    public void It_says_where_and_how_it_listens(string arguments, string how)
    {
        using ServerProcess server = ServerProcess.StartListening(arguments);

        Assert.Matches($@"^listening on 127\.0\.0\.1:[1-9][0-9]* \((epoll|kqueue|iocp), {how}\)$", server.FirstLine);
    }

    [Fact]
    public void It_listens_where_it_is_told()
    {
        using ServerProcess server = ServerProcess.StartListening("--bind 127.0.0.2");
        server.Site.With("a.txt", "hello");
        using Client client = server.Connect();

        client.Get("/a.txt");

        Assert.Equal(IPAddress.Parse("127.0.0.2"), server.EndPoint.Address);
        Assert.Equal("hello", client.Receive().Text);
    }

    [Theory]
    [InlineData("--nosuch", "'--nosuch'")]
    [InlineData("extra", "'extra'")]
    [InlineData("--port many", "'many'")]
    [InlineData("--port 65536", "'--port' is from 0 to 65535, not 65536.")]
    [InlineData("--bind here", "'here' is not an IP address.")]
    [InlineData("--threads 0", "'--threads' is from 1 to 1024, not 0.")]
    [InlineData("--max-connections 0", "'--max-connections' is from 1 to 2147483647, not 0.")]
    [InlineData("--max-per-address -1", "'--max-per-address' is from 0 to 2147483647, not -1.")]
    [InlineData("--rate-per-address -1", "'--rate-per-address' is from 0 to 2147483647, not -1.")]
    [InlineData("--min-send-rate -1", "'--min-send-rate' is from 0 to 2147483647, not -1.")]
    [InlineData("--header-timeout 0", "'--header-timeout' is from 1 to 86400, not 0.")]
    public void A_wrong_command_line_prints_what_is_wrong_and_the_usage(string arguments, string complaint)
    {
        using SampleProcess server = SampleProcess.Start("StaticFiles", arguments);

        (int exitCode, string output) = server.WaitForEnd();

        Assert.Equal(2, exitCode);
        Assert.Equal("", output);
        Assert.Contains(complaint, server.Errors, StringComparison.Ordinal);
        Assert.Contains("Usage:", server.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Help_is_no_error_and_names_every_option()
    {
        using SampleProcess server = SampleProcess.Start("StaticFiles", "--help");

        (int exitCode, string output) = server.WaitForEnd();

        Assert.Equal(0, exitCode);
        Assert.All(
            ["--root", "--port", "--bind", "--threads", "--max-connections", "--max-per-address", "--rate-per-address", "--idle-timeout", "--header-timeout", "--send-timeout", "--min-send-rate"],
            option => Assert.Contains(option, output, StringComparison.Ordinal));
    }

    [Fact]
    public void A_port_in_use_is_one_line_and_exit_code_1()
    {
        using ServerProcess first = ServerProcess.StartListening();
        using SampleProcess second = SampleProcess.Start("StaticFiles", $"--port {first.EndPoint.Port}");

        (int exitCode, _) = second.WaitForEnd();

        Assert.Equal(1, exitCode);
        Assert.Equal($"cannot listen on {first.EndPoint}: Address already in use{Environment.NewLine}", second.Errors);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_one_line_and_exit_code_1()
    {
        using SampleProcess server = SampleProcess.Start("StaticFiles", "--port 0 --root /no/such/folder");

        (int exitCode, _) = server.WaitForEnd();

        Assert.Equal(1, exitCode);
        Assert.Equal($"There is no folder '/no/such/folder'.{Environment.NewLine}", server.Errors);
    }
}
