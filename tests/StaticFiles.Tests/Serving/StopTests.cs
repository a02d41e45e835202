using System.Net.Sockets;

namespace StaticFiles.Tests.Serving;

public sealed class StopTests
{
    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public void What_is_under_way_is_finished_and_idle_connections_end(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signal to send to another process.");
        using ServerProcess server = ServerProcess.StartListening("--max-connections 100");
        byte[] content = Payload.Bytes(32 * 1024 * 1024);
        server.Site.With("large.bin", content).With("a.txt", "hello");
        using Client idle = server.Connect();
        idle.Get("/a.txt");
        idle.Receive();
        using Client busy = server.Connect();
        busy.Get("/large.bin");
        Response head = busy.ReceiveHead();

        server.Signal(signal);
        bool idleEnded = idle.IsAtEnd(); // So it has heard of the signal.
        byte[] body = busy.ReceiveExactly(head.Length);
        bool busyEnded = busy.IsAtEnd();
        (int exitCode, string output) = server.WaitForEnd();

        Assert.True(idleEnded && busyEnded);
        Assert.Equal(content, body);
        Assert.Equal(0, exitCode);
        Assert.Matches("^connections served: 2, requests answered: 2, bytes sent: [0-9]+, closed at the end: 0", output);
        Assert.Equal("", server.Errors);
        Assert.Throws<SocketException>(server.Connect);
    }

    [Fact]
    public void A_peer_that_never_reads_cannot_keep_the_server_from_ending()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signal to send to another process.");
        using ServerProcess server = ServerProcess.StartListening("--max-connections 100");
        server.Site.WithSparse("huge.bin", 1024 * 1024 * 1024);
        using Client client = server.Connect();
        client.Get("/huge.bin");
        client.ReceiveHead();

        server.Signal("TERM");
        (int exitCode, string output) = server.WaitForEnd();

        Assert.Equal(0, exitCode);
        Assert.EndsWith($"closed at the end: 1{Environment.NewLine}", output, StringComparison.Ordinal);
        Assert.Equal("", server.Errors);
    }

    [Fact]
    public void Peers_that_reset_do_no_harm()
    {
        using ServerProcess server = ServerProcess.StartListening("--max-connections 100");
        server.Site.With("large.bin", Payload.Bytes(4 * 1024 * 1024)).With("a.txt", "hello");
        for (int number = 0; number < 50; number++)
        {
            Client client = server.Connect();
            client.Get("/large.bin");
            client.ReceiveExactly(number * 1000);
            client.Socket.LingerState = new LingerOption(true, 0);
            client.Dispose();
        }

        using Client last = server.Connect();
        last.Get("/a.txt");
        string text = last.Receive().Text;
        server.Signal("TERM");
        (int exitCode, string output) = server.WaitForEnd();

        Assert.Equal("hello", text);
        Assert.Equal(0, exitCode);
        Assert.StartsWith("connections served: 51, ", output, StringComparison.Ordinal);
        Assert.Equal("", server.Errors);
    }
}
