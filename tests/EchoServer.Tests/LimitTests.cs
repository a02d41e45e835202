namespace EchoServer.Tests;

public sealed class LimitTests
{
    public static TheoryData<string> AllModes => Modes.All;

    [Theory]
    [MemberData(nameof(AllModes))]
    public void Connections_beyond_the_limit_wait_until_one_closes(string mode)
    {
        using ServerProcess server = ServerProcess.StartListening($"{mode} --max-connections 2");
        using Client first = server.Connect();
        using Client second = server.Connect();
        Echo(first);
        Echo(second);

        using Client third = server.Connect();
        third.Send([1]);
        Echo(first); // The server has been round since the third one sent.
        Echo(second);
        int early = third.Socket.Available;
        first.Dispose();

        Assert.Equal(0, early);
        Assert.Equal([1], third.Receive(1));
    }

    [Theory]
    [MemberData(nameof(AllModes))]
    public void A_server_out_of_descriptors_says_so_once_and_serves_everybody_in_turn(string mode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no limit on descriptors that a shell can lower.");
        using ServerProcess server = ServerProcess.StartListening(mode, descriptors: Descriptors);
        Client[] clients = [.. Enumerable.Range(0, 3 * Descriptors).Select(_ => server.Connect())];
        foreach (Client client in clients)
        {
            client.Send([7]);
        }

        // They were accepted in the order in which they connected; each that leaves makes room for another.
        foreach (Client client in clients)
        {
            Assert.Equal([7], client.Receive(1));
            client.Dispose();
        }

        server.Signal("TERM");
        (int exitCode, string output) = server.WaitForEnd();

        Assert.Equal(0, exitCode);
        Assert.StartsWith($"connections served: {3 * Descriptors}, bytes echoed: {3 * Descriptors}, ", output, StringComparison.Ordinal);
        // How many is no promise: with several threads, connections close while the line is written.
        Assert.Matches(@"\Acannot accept with [0-9]+ connections open, will try again: [^\n]+\n\z", server.Errors);
    }

    [Theory]
    [MemberData(nameof(AllModes))]
    public void A_server_out_of_descriptors_can_be_stopped(string mode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no limit on descriptors that a shell can lower.");
        using ServerProcess server = ServerProcess.StartListening(mode, descriptors: Descriptors);
        Client[] clients = [.. Enumerable.Range(0, 3 * Descriptors).Select(_ => server.Connect())];
        clients[0].Send([7]);
        Assert.Equal([7], clients[0].Receive(1));
        string complaint = server.ReadError();

        server.Signal("TERM"); // For which the runtime starts a thread, for which it needs a descriptor.
        (int exitCode, string output) = server.WaitForEnd();

        Assert.Contains("cannot accept", complaint, StringComparison.Ordinal);
        Assert.Equal(0, exitCode);
        Assert.Contains("bytes echoed: 1,", output, StringComparison.Ordinal);
        Array.ForEach(clients, client => client.Dispose());
    }

    // What the runtime needs for itself, and some for connections. It opens its own assemblies' files before it listens.
    private const int Descriptors = 128;

    private static void Echo(Client client)
    {
        client.Send([5]);
        Assert.Equal([5], client.Receive(1));
    }
}
