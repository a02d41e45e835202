using System.Net.Sockets;

namespace TcpProxy.Tests;

public sealed class TroubleTests
{
    [Fact]
    public void Clients_of_a_target_that_refuses_are_reset_and_one_line_says_why()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGTERM to send to another process.");
        int port = TargetServer.FreePort();
        using ProxyProcess proxy = ProxyProcess.StartListening($"127.0.0.1:{port}");

        for (int number = 0; number < 10; number++)
        {
            using Socket client = proxy.Connect();
            Assert.Equal(SocketError.ConnectionReset, client.ReceiveError());
        }

        proxy.Signal("TERM");
        Assert.Equal(0, proxy.WaitForEnd().ExitCode);
        Assert.Equal($"cannot reach 127.0.0.1:{port}, clients are reset meanwhile: {new SocketException((int)SocketError.ConnectionRefused).Message}{Environment.NewLine}", proxy.Errors);
    }

    [Fact]
    public void A_target_that_comes_back_is_served_again()
    {
        int port = TargetServer.FreePort();
        using ProxyProcess proxy = ProxyProcess.StartListening($"127.0.0.1:{port}");
        using (Socket early = proxy.Connect())
        {
            Assert.Equal(SocketError.ConnectionReset, early.ReceiveError());
        }

        using var target = new TargetServer(port);
        using Socket client = proxy.Connect();
        using Socket server = target.Accept();
        client.SendAll([1]);

        Assert.Equal([1], server.ReceiveExactly(1));
    }

    [Fact]
    public void A_target_that_goes_away_resets_its_clients()
    {
        using var target = new TargetServer();
        using ProxyProcess proxy = ProxyProcess.StartListening(target.Address);
        using Socket client = proxy.Connect();
        using Socket server = target.Accept();

        server.LingerState = new LingerOption(true, 0);
        server.Dispose();

        Assert.Equal(SocketError.ConnectionReset, client.ReceiveError());
    }

    [Fact]
    public void A_connection_on_which_nothing_moves_is_reset_at_its_limit()
    {
        using var target = new TargetServer();
        using ProxyProcess proxy = ProxyProcess.StartListening(target.Address, "--idle 1");
        using Socket client = proxy.Connect();
        using Socket server = target.Accept();

        Assert.Equal(SocketError.ConnectionReset, client.ReceiveError());
        Assert.Equal(SocketError.ConnectionReset, server.ReceiveError());
    }

    [Fact]
    public void More_connections_than_allowed_wait_for_one_to_close()
    {
        using var target = new TargetServer();
        using ProxyProcess proxy = ProxyProcess.StartListening(target.Address, "--max-connections 1");
        using Socket first = proxy.Connect();
        using Socket firstServer = target.Accept();
        using Socket second = proxy.Connect();
        second.SendAll([2]);

        first.Shutdown(SocketShutdown.Send);
        firstServer.Shutdown(SocketShutdown.Send);
        using Socket secondServer = target.Accept();

        Assert.Equal([2], secondServer.ReceiveExactly(1));
    }

    [Fact]
    public void A_proxy_out_of_descriptors_says_so_and_serves_again_when_some_are_free()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such limit.");
        using var target = new TargetServer();
        using ProxyProcess proxy = ProxyProcess.StartListening(target.Address, "--max-connections 150", descriptors: 220);
        string warning = proxy.ReadError();
        var clients = new List<Socket>();
        try
        {
            for (int number = 0; number < 200; number++)
            {
                clients.Add(proxy.Connect());
            }

            string error = proxy.ReadError();
            Assert.Contains("as many descriptors open as it may", error, StringComparison.Ordinal);
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }

        // One that comes before the proxy has noticed that the crowd is gone is still refused.
        byte[]? received = null;
        for (int attempt = 0; received is null && attempt < 1_000; attempt++)
        {
            received = ServedByte(proxy, target);
        }

        Assert.Equal([9], received!);
        Assert.StartsWith("the limit on open descriptors is 220, and 150 connections need 964", warning, StringComparison.OrdinalIgnoreCase); // A relay has six of them at most.
    }

    // What comes through from a new client, or null when the proxy refuses it, at whichever step. Connections of the crowd may come out first: they say nothing, or were cut off.
    private static byte[]? ServedByte(ProxyProcess proxy, TargetServer target)
    {
        try
        {
            using Socket late = proxy.Connect();
            late.SendAll([9]);
            while (target.IsConnectedBefore(late))
            {
                using Socket server = target.Accept();
                if (ReceiveSome(server) is { Length: > 0 } received)
                {
                    return received;
                }
            }
        }
        catch (SocketException)
        {
            // The next one may do better.
        }

        return null;
    }

    private static byte[] ReceiveSome(Socket socket)
    {
        byte[] bytes = new byte[1];
        return bytes[..socket.Receive(bytes)];
    }
}
