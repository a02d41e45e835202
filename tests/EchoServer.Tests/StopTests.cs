using System.Net.Sockets;

namespace EchoServer.Tests;

public sealed class StopTests
{
    public static TheoryData<string> AllModes => Modes.All;

    [Theory]
    [MemberData(nameof(AllModes))]
    public void What_has_come_in_before_SIGTERM_still_goes_back(string mode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGTERM to send to another process.");
        using ServerProcess server = ServerProcess.StartListening(mode);
        using Client client = server.Connect();
        byte[] sent = client.SendUntilStalled(128 * 1024 * 1024);

        server.Signal("TERM");
        byte[] received = client.ReceiveToEnd();
        (int exitCode, string output) = server.WaitForEnd();

        Assert.Equal(sent, received);
        Assert.Equal(0, exitCode);
        Assert.Equal($"connections served: 1, bytes echoed: {sent.Length}, closed at the end: 1{Environment.NewLine}", output);
        Assert.Equal("", server.Errors);
    }

    [Theory]
    [MemberData(nameof(AllModes))]
    public void A_peer_that_never_reads_cannot_keep_the_server_from_ending(string mode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGINT to send to another process.");
        using ServerProcess server = ServerProcess.StartListening(mode);
        using Client client = server.Connect();
        client.SendUntilStalled(128 * 1024 * 1024);

        server.Signal("INT");
        (int exitCode, string output) = server.WaitForEnd();

        Assert.Equal(0, exitCode);
        Assert.EndsWith($"closed at the end: 1{Environment.NewLine}", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--trigger oneshot --threads 8")]
    [InlineData("--mode loop --threads 8")]
    public void A_server_without_connections_ends_at_once_with_all_its_threads(string mode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGTERM to send to another process.");
        using ServerProcess server = ServerProcess.StartListening(mode);

        server.Signal("TERM");
        (int exitCode, string output) = server.WaitForEnd();

        Assert.Equal(0, exitCode);
        Assert.Equal($"connections served: 0, bytes echoed: 0, closed at the end: 0{Environment.NewLine}", output);
        Assert.Throws<SocketException>(server.Connect);
    }
}
