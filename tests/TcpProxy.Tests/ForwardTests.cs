using System.Net.Sockets;
using System.Security.Cryptography;
using Mux;

namespace TcpProxy.Tests;

public sealed class ForwardTests
{
    private const int Length = 64 * 1024 * 1024;

    [Fact]
    public async Task Sixty_four_megabytes_arrive_unchanged_each_way()
    {
        using var target = new TargetServer();
        using ProxyProcess proxy = ProxyProcess.StartListening(target.Address);
        using Socket client = proxy.Connect();
        using Socket server = target.Accept();
        byte[] bytes = Peer.Payload(Length);

        Task sending = Task.Run(() => SendToEnd(client, bytes), TestContext.Current.CancellationToken);
        Task answering = Task.Run(() => SendToEnd(server, bytes), TestContext.Current.CancellationToken);
        Task<byte[]> back = Task.Run(client.ReceiveToEnd, TestContext.Current.CancellationToken);
        byte[] there = server.ReceiveToEnd();
        await Task.WhenAll(sending, answering);

        Assert.Equal(SHA256.HashData(bytes), SHA256.HashData(there));
        Assert.Equal(SHA256.HashData(bytes), SHA256.HashData(await back));
    }

    [Fact]
    public void A_client_that_has_ended_still_gets_its_answer()
    {
        using var target = new TargetServer();
        using ProxyProcess proxy = ProxyProcess.StartListening(target.Address);
        using Socket client = proxy.Connect();
        using Socket server = target.Accept();

        SendToEnd(client, [1, 2]);
        byte[] question = server.ReceiveToEnd();
        SendToEnd(server, [3]);

        Assert.Equal([1, 2], question);
        Assert.Equal([3], client.ReceiveToEnd());
    }

    [Fact]
    public void A_target_that_has_ended_still_gets_the_rest()
    {
        using var target = new TargetServer();
        using ProxyProcess proxy = ProxyProcess.StartListening(target.Address);
        using Socket client = proxy.Connect();
        using Socket server = target.Accept();

        server.Shutdown(SocketShutdown.Send);
        byte[] answer = client.ReceiveToEnd();
        SendToEnd(client, [1]);

        Assert.Empty(answer);
        Assert.Equal([1], server.ReceiveToEnd());
    }

    [Fact]
    public void Three_thousand_connections_at_once_are_each_their_own()
    {
        const int Count = 3000;
        DescriptorReport report = DescriptorLimit.Read().For(2 * Count); // Two ends here, and two in the proxy.
        Assert.SkipUnless(report.IsEnough, report.Message);
        using var target = new TargetServer();
        using ProxyProcess proxy = ProxyProcess.StartListening(target.Address, $"--max-connections {Count}");
        var clients = new List<Socket>();
        var servers = new Dictionary<int, Socket>();
        try
        {
            for (int number = 0; number < Count; number++)
            {
                clients.Add(proxy.Connect());
                clients[number].SendAll(BitConverter.GetBytes(number));
            }

            for (int accepted = 0; accepted < Count; accepted++)
            {
                Socket server = target.Accept();
                servers.Add(BitConverter.ToInt32(server.ReceiveExactly(sizeof(int))), server);
            }

            for (int number = 0; number < Count; number++)
            {
                servers[number].SendAll(BitConverter.GetBytes(~number));
            }

            Assert.All(clients, (client, number) => Assert.Equal(~number, BitConverter.ToInt32(client.ReceiveExactly(sizeof(int)))));
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
            servers.Values.ToList().ForEach(server => server.Dispose());
        }
    }

    [Fact]
    public void A_target_that_does_not_read_stops_its_client_and_costs_the_proxy_no_memory()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells how much memory another process had, in a way that this knows.");
        const int Most = 256 * 1024 * 1024;
        using var target = new TargetServer();
        using ProxyProcess proxy = ProxyProcess.StartListening(target.Address);
        using Socket client = proxy.Connect();
        using Socket server = target.Accept();
        client.SendAll([1]);
        server.ReceiveExactly(1);
        long before = proxy.PeakMemory();

        byte[] piece = new byte[64 * 1024];
        long sent = 0;
        client.Blocking = false;

        // Half a second without room is taken for a stall. Were it none, the fact would still hold: it only would have less to chew on.
        while (sent < Most && client.Poll(TimeSpan.FromMilliseconds(500), SelectMode.SelectWrite))
        {
            sent += Math.Max(0, client.Send(piece, SocketFlags.None, out _));
        }

        Assert.InRange(sent, 1, Most / 2); // The kernel's four buffers hold tens of megabytes at the most.
        Assert.InRange(proxy.PeakMemory() - before, 0, 16 * 1024 * 1024);
        client.Blocking = true;
        client.Shutdown(SocketShutdown.Send);
        Assert.Equal(sent, server.ReceiveToEnd().LongLength);
    }

    [Fact]
    public void A_name_is_resolved()
    {
        using var target = new TargetServer();
        using ProxyProcess proxy = ProxyProcess.StartListening($"localhost:{target.Port}");
        using Socket client = proxy.Connect();
        using Socket server = target.Accept();

        client.SendAll([7]);

        Assert.Equal([7], server.ReceiveExactly(1));
    }

    private static void SendToEnd(Socket socket, byte[] bytes)
    {
        socket.SendAll(bytes);
        socket.Shutdown(SocketShutdown.Send);
    }
}
