using System.Net.Sockets;

namespace TcpProxy.Tests;

public sealed class StopTests
{
    [Fact]
    public void Connections_that_are_open_at_SIGTERM_may_end()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGTERM to send to another process.");
        using var target = new TargetServer();
        using ProxyProcess proxy = ProxyProcess.StartListening(target.Address);
        using Socket client = proxy.Connect();
        using Socket server = target.Accept();
        client.SendAll([1]);
        server.ReceiveExactly(1);

        proxy.Signal("TERM");
        server.SendAll([2, 3]);
        server.Shutdown(SocketShutdown.Send);
        client.Shutdown(SocketShutdown.Send);
        byte[] answer = client.ReceiveToEnd();
        (int exitCode, string output) = proxy.WaitForEnd();

        Assert.Equal([2, 3], answer);
        Assert.Equal(0, exitCode);
        Assert.Equal($"connections served: 1, bytes to the target: 1, bytes back: 2, cut off at the end: 0{Environment.NewLine}", output);
        Assert.Equal("", proxy.Errors);
    }

    [Fact]
    public void A_second_signal_ends_the_process_whatever_stays_open()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGINT to send to another process.");
        using var target = new TargetServer();
        using ProxyProcess proxy = ProxyProcess.StartListening(target.Address);
        using Socket client = proxy.Connect();
        using Socket server = target.Accept();

        proxy.Signal("INT");
        proxy.WaitUntilItRefuses();
        proxy.Signal("INT");
        (int exitCode, string output) = proxy.WaitForEnd();

        Assert.Equal((128 + 2, ""), (exitCode, output)); // Killed by it. Had it waited, it would have said how many were cut off.
    }

    [Fact]
    public void Connections_that_stay_open_are_cut_off_at_the_limit()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGINT to send to another process.");
        using var target = new TargetServer();
        using ProxyProcess proxy = ProxyProcess.StartListening(target.Address);
        using Socket client = proxy.Connect();
        using Socket server = target.Accept();

        proxy.Signal("INT");
        (int exitCode, string output) = proxy.WaitForEnd();

        Assert.Equal(0, exitCode);
        Assert.EndsWith($"cut off at the end: 1{Environment.NewLine}", output, StringComparison.Ordinal);
        Assert.Equal(SocketError.ConnectionReset, client.ReceiveError());
    }

    [Theory]
    [InlineData("--listen 0", "--to")]
    [InlineData("--listen 0 --to nowhere", "'nowhere' is not a host and a port")]
    [InlineData("--listen 0 --to ::1:80", "'::1:80' is not a host and a port")]
    [InlineData("--listen 70000 --to a:1", "'--listen' is from 0 to 65535, not 70000.")]
    [InlineData("--listen 0 --to a:1 --idle 0", "'--idle' is from 1 to 1000000, not 0.")]
    public void A_command_line_that_makes_no_sense_is_refused_with_the_reason(string arguments, string reason)
    {
        using ProxyProcess proxy = ProxyProcess.Start(arguments);

        (int exitCode, _) = proxy.WaitForEnd();

        Assert.Equal(2, exitCode);
        Assert.Contains(reason, proxy.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_that_is_taken_is_reported()
    {
        using var taken = new TargetServer();
        using ProxyProcess proxy = ProxyProcess.Start($"--listen {taken.Port} --to 127.0.0.1:1");

        (int exitCode, _) = proxy.WaitForEnd();

        Assert.Equal(1, exitCode);
        Assert.StartsWith($"cannot listen on 127.0.0.1:{taken.Port}: ", proxy.Errors, StringComparison.Ordinal);
    }
}
