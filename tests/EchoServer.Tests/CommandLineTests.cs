using System.Net;

namespace EchoServer.Tests;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("", "level-triggered, 1 thread")]
    [InlineData("--trigger level --threads 1", "level-triggered, 1 thread")]
    [InlineData("--trigger edge", "edge-triggered, 1 thread")]
    [InlineData("--trigger oneshot", "one-shot, 1 thread")]
    [InlineData("--trigger oneshot --threads 4", "one-shot, 4 threads")]
    [InlineData("--mode bare", "level-triggered, 1 thread")]
    [InlineData("--mode loop --threads 1", "1 loop")]
    [InlineData("--mode loop --threads 3", "3 loops")]
    public void It_says_where_and_how_it_listens(string arguments, string how)
    {
        using ServerProcess server = ServerProcess.StartListening(arguments);

        Assert.Matches($@"^listening on 127\.0\.0\.1:[1-9][0-9]* \((epoll|kqueue|iocp), {how}\)$", server.FirstLine);
    }

    [Fact]
    public void Unless_told_otherwise_there_is_a_loop_for_each_processor()
    {
        using ServerProcess server = ServerProcess.StartListening("--mode loop");

        Assert.Matches($@", {Environment.ProcessorCount} loops?\)$", server.FirstLine);
    }

    [Fact]
    public void It_listens_where_it_is_told()
    {
        using ServerProcess server = ServerProcess.StartListening("--bind 127.0.0.2 --backend auto");
        using Client client = server.Connect();

        client.Send([1]);

        Assert.Equal(IPAddress.Parse("127.0.0.2"), server.EndPoint.Address);
        Assert.Equal([1], client.Receive(1));
    }

    [Theory]
    [InlineData("--nosuch", "'--nosuch'")]
    [InlineData("extra", "'extra'")]
    [InlineData("--port", "'--port'")]
    [InlineData("--port many", "'many'")]
    [InlineData("--port 65536", "'--port' is from 0 to 65535, not 65536.")]
    [InlineData("--port -1", "'--port' is from 0 to 65535, not -1.")]
    [InlineData("--bind here", "'here' is not an IP address.")]
    [InlineData("--trigger sometimes", "'sometimes'")]
    [InlineData("--threads 0", "'--threads' is from 1 to 1024, not 0.")]
    [InlineData("--threads 2", "More than one thread needs '--trigger oneshot'.")]
    [InlineData("--threads 2 --trigger edge", "More than one thread needs '--trigger oneshot'.")]
    [InlineData("--threads 2 --trigger sometimes", "'sometimes'")]
    [InlineData("--max-connections 0", "'--max-connections' is from 1 to 2147483647, not 0.")]
    [InlineData("--backend nosuch", "There is no backend 'nosuch'.")]
    [InlineData("--mode loop --backend nosuch", "There is no backend 'nosuch'.")]
    [InlineData("--mode interface", "'interface'")]
    [InlineData("--mode loop --threads 0", "'--threads' is from 1 to 1024, not 0.")]
    [InlineData("--mode loop --trigger edge", "'--trigger' is for '--mode bare'")]
    [InlineData("--trigger oneshot --threads 4 --mode loop", "'--trigger' is for '--mode bare'")]
    [InlineData("--mode bare --threads 2", "More than one thread needs '--trigger oneshot'.")]
    public void A_wrong_command_line_prints_what_is_wrong_and_the_usage(string arguments, string complaint)
    {
        using ServerProcess server = ServerProcess.Start(arguments);

        (int exitCode, string output) = server.WaitForEnd();

        Assert.Equal(2, exitCode);
        Assert.Equal("", output);
        Assert.Contains(complaint, server.Errors, StringComparison.Ordinal);
        Assert.Contains("Usage:", server.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled exception", server.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Help_is_no_error_and_names_every_option()
    {
        using ServerProcess server = ServerProcess.Start("--help");

        (int exitCode, string output) = server.WaitForEnd();

        Assert.Equal(0, exitCode);
        Assert.All(
            ["--mode", "--port", "--bind", "--trigger", "--threads", "--backend", "--max-connections"],
            option => Assert.Contains(option, output, StringComparison.Ordinal));
        Assert.Equal("", server.Errors);
    }

    [Theory]
    [InlineData("--mode bare")]
    [InlineData("--mode loop")]
    public void A_port_in_use_is_one_line_and_exit_code_1(string mode)
    {
        using ServerProcess first = ServerProcess.StartListening();
        using ServerProcess second = ServerProcess.Start($"{mode} --port {first.EndPoint.Port}");

        (int exitCode, string output) = second.WaitForEnd();

        Assert.Equal(1, exitCode);
        Assert.Equal("", output);
        Assert.Equal($"cannot listen on {first.EndPoint}: Address already in use{Environment.NewLine}", second.Errors);
    }
}
