using System.Net.Sockets;
using System.Security.Cryptography;
using CsCheck;

namespace EchoServer.Tests;

public sealed class EchoTests
{
    private const int Megabyte = 1024 * 1024;

    public static TheoryData<string> AllModes => Modes.All;

    [Theory]
    [MemberData(nameof(AllModes))]
    public async Task Every_byte_of_a_long_stream_comes_back_in_order(string mode)
    {
        using ServerProcess server = ServerProcess.StartListening(mode);
        using Client client = server.Connect();
        byte[] block = Payload.Bytes(Megabyte + 1); // Odd, so that blocks and reads never fall into step.

        Task<byte[]> sent = Task.Run(() => SendAndHash(client, block, times: 64), TestContext.Current.CancellationToken);
        byte[] received = SHA256.HashData(new NetworkStream(client.Socket));

        Assert.Equal(Convert.ToHexString(await sent), Convert.ToHexString(received));
    }

    [Theory]
    [MemberData(nameof(AllModes))]
    public void A_peer_that_does_not_read_is_not_read_from_and_loses_nothing(string mode)
    {
        using ServerProcess server = ServerProcess.StartListening(mode);
        using Client client = server.Connect();
        int limit = 128 * Megabyte; // Several times what the kernel's buffers on both sides can hold.

        byte[] sent = client.SendUntilStalled(limit);
        byte[] received = client.Receive(sent.Length);

        Assert.True(sent.Length < limit, "The server kept reading though its peer did not.");
        Assert.Equal(sent, received);
    }

    [Theory]
    [MemberData(nameof(AllModes))]
    public void A_stalled_peer_holds_up_no_other(string mode)
    {
        using ServerProcess server = ServerProcess.StartListening(mode);
        using Client stalled = server.Connect();
        using Client other = server.Connect();
        stalled.SendUntilStalled(128 * Megabyte);

        other.Send(Payload.Bytes(1000));

        Assert.Equal(Payload.Bytes(1000), other.Receive(1000));
    }

    [Theory]
    [MemberData(nameof(AllModes))]
    public void Five_hundred_peers_at_once_get_each_their_own(string mode)
    {
        using ServerProcess server = ServerProcess.StartListening(mode);
        Client[] clients = [.. Enumerable.Range(0, 500).Select(_ => server.Connect())];

        for (int seed = 0; seed < clients.Length; seed++)
        {
            clients[seed].Send(Payload.Bytes(300, seed));
        }

        Assert.All(clients, (client, seed) => Assert.Equal(Payload.Bytes(300, seed), client.Receive(300)));
        Array.ForEach(clients, client => client.Dispose());
    }

    [Theory]
    [MemberData(nameof(AllModes))]
    public void A_half_closed_peer_gets_everything_and_then_the_end(string mode)
    {
        using ServerProcess server = ServerProcess.StartListening(mode);
        using Client client = server.Connect();

        byte[] sent = client.SendUntilStalled(128 * Megabyte);
        client.Socket.Shutdown(SocketShutdown.Send);

        Assert.Equal(sent, client.ReceiveToEnd());
    }

    [Theory]
    [MemberData(nameof(AllModes))]
    public void Peers_that_reset_do_no_harm(string mode)
    {
        using ServerProcess server = ServerProcess.StartListening(mode);
        foreach (int size in Enumerable.Range(0, 100).Select(number => number * 1000))
        {
            Client client = server.Connect();
            client.Send(Payload.Bytes(size));
            client.Reset();
        }

        using Client last = server.Connect();
        last.Send([1, 2, 3]);
        byte[] echo = last.Receive(3);
        server.Signal("TERM");
        (int exitCode, string output) = server.WaitForEnd();

        Assert.Equal([1, 2, 3], echo);
        Assert.Equal(0, exitCode);
        Assert.StartsWith("connections served: 101, ", output, StringComparison.Ordinal);
        Assert.Equal("", server.Errors);
    }

    [Theory]
    [MemberData(nameof(AllModes))]
    public void However_a_stream_is_cut_it_comes_back_whole(string mode)
    {
        using ServerProcess server = ServerProcess.StartListening(mode);

        Gen.Int[1, 100_000].Array[1, 20].Sample(
            pieces =>
            {
                using Client client = server.Connect();
                byte[] all = Payload.Bytes(pieces.Sum());
                Task sender = Task.Run(() => SendInPieces(client, all, pieces));
                byte[] echo = client.ReceiveToEnd();
                Assert.True(sender.Wait(ServerProcess.Bound));
                Assert.Equal(all, echo);
            },
            iter: 50,
            threads: 1);
    }

    private static byte[] SendAndHash(Client client, byte[] block, int times)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int time = 0; time < times; time++)
        {
            client.Send(block);
            hash.AppendData(block);
        }

        client.Socket.Shutdown(SocketShutdown.Send);
        return hash.GetHashAndReset();
    }

    private static void SendInPieces(Client client, byte[] all, int[] pieces)
    {
        int start = 0;
        foreach (int piece in pieces)
        {
            client.Send(all.AsSpan(start, piece));
            start += piece;
        }

        client.Socket.Shutdown(SocketShutdown.Send);
    }
}
