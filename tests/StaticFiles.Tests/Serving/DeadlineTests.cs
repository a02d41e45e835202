using System.Diagnostics;
using System.Net.Sockets;

namespace StaticFiles.Tests.Serving;

public sealed class DeadlineTests
{
    [Fact]
    public void A_connection_that_asks_for_nothing_ends_without_a_word()
    {
        using ServerProcess server = ServerProcess.StartListening("--idle-timeout 1");
        using Client client = server.Connect();

        Assert.True(client.IsAtEnd());
    }

    [Fact]
    public void A_connection_ends_when_it_has_been_idle_behind_an_answer()
    {
        using ServerProcess server = ServerProcess.StartListening("--idle-timeout 1");
        server.Site.With("a.txt", "hello");
        using Client client = server.Connect();

        client.Get("/a.txt");

        Assert.Equal("hello", client.Receive().Text);
        Assert.True(client.IsAtEnd());
    }

    [Fact]
    public void An_empty_line_behind_a_request_begins_none()
    {
        using ServerProcess server = ServerProcess.StartListening("--header-timeout 1 --idle-timeout 3");
        server.Site.With("a.txt", "hello");
        using Client client = server.Connect();

        client.Send("GET /a.txt HTTP/1.1\r\nHost: a\r\n\r\n\r\n");
        string first = client.Receive().Text;
        client.Get("/a.txt");
        string second = client.Receive().Text;
        client.Send("\r\n");

        Assert.Equal(("hello", "hello"), (first, second));
        Assert.True(client.IsAtEnd()); // Without a word: no request's time was up.
    }

    [Theory]
    [InlineData("G")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\n")]
    [InlineData("GET /a.txt HTTP/1.1\r\nHost: a\r\n\r\nGET")]
    public void A_request_that_stops_half_way_is_told_that_its_time_is_up(string begun)
    {
        using ServerProcess server = ServerProcess.StartListening("--header-timeout 1");
        server.Site.With("a.txt", "hello");
        using Client client = server.Connect();

        client.Send(begun);
        if (begun.EndsWith("\r\nGET", StringComparison.Ordinal))
        {
            Assert.Equal(200, client.Receive().Status);
        }

        Response response = client.Receive();

        Assert.Equal((408, false), (response.Status, response.Stays));
        Assert.True(client.IsAtEnd());
    }

    [Fact]
    public void A_request_that_trickles_in_has_no_longer_than_one_that_stops()
    {
        using ServerProcess server = ServerProcess.StartListening("--header-timeout 1 --idle-timeout 60");
        using Client client = server.Connect();
        client.Send("GET / HTTP/1.1\r\nX: ");

        var watch = Stopwatch.StartNew();
        while (!client.Socket.Poll(TimeSpan.FromMilliseconds(50), SelectMode.SelectRead) && watch.Elapsed < ServerProcess.Bound)
        {
            client.Send("a"); // Twenty a second.
        }

        Assert.Equal(408, client.Receive().Status);
    }

    [Fact]
    public void A_peer_that_does_not_read_is_cut_off()
    {
        using ServerProcess server = ServerProcess.StartListening("--send-timeout 1 --max-connections 1");
        byte[] large = new byte[64 * 1024 * 1024];
        server.Site.With("large.bin", large).With("a.txt", "hello");
        using Client lazy = server.Connect();
        lazy.Get("/large.bin");
        using Client next = server.Connect();

        next.Get("/a.txt");
        Response served = next.Receive(); // Not before the first one is gone.
        long received = 0;
        Exception? end = Record.Exception(() =>
        {
            byte[] buffer = new byte[64 * 1024];
            for (int count = 1; count > 0; received += count)
            {
                count = lazy.ReceiveSome(buffer);
            }
        });

        Assert.Equal("hello", served.Text);
        Assert.IsType<IOException>(end);
        Assert.True(received < large.Length);
    }

    [Theory]
    [InlineData(10_000_000, true)]
    [InlineData(0, false)]
    public void A_peer_that_reads_a_little_now_and_then_is_cut_off_unless_any_rate_will_do(int rate, bool isCutOff)
    {
        using ServerProcess server = ServerProcess.StartListening($"--send-timeout 4 --min-send-rate {rate}");
        server.Site.WithSparse("huge.bin", 8L * 1024 * 1024 * 1024);
        using Client slow = server.Connect(SmallBuffers);
        slow.Get("/huge.bin");
        slow.ReceiveHead();

        // 400 KB a second at most, of which the server hears several times within its time for a peer that reads nothing.
        var watch = Stopwatch.StartNew();
        Exception? end = Record.Exception(() =>
        {
            while (watch.Elapsed < (isCutOff ? ServerProcess.Bound : TimeSpan.FromSeconds(6)) && !slow.Socket.Poll(TimeSpan.FromMilliseconds(20), SelectMode.SelectError))
            {
                slow.ReceiveExactly(8192);
            }

            slow.ReceiveExactly(16 * 1024 * 1024); // Ends with the reset, if there was one.
        });

        Assert.Equal(isCutOff, end is IOException);
    }

    // The system says that there is room once a third of a buffer of up to 4 MB is free, for which this peer takes longer than it is waited for.
    [Fact]
    public void A_slow_peer_that_keeps_the_lowest_rate_is_not_cut_off()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows does not tell what a peer has acknowledged.");
        using ServerProcess server = ServerProcess.StartListening("--send-timeout 2 --min-send-rate 4096");
        server.Site.WithSparse("huge.bin", 8L * 1024 * 1024 * 1024);
        using Client slow = server.Connect(static socket => socket.ReceiveBufferSize = 8192);
        slow.Get("/huge.bin");
        slow.ReceiveHead();

        for (var watch = Stopwatch.StartNew(); watch.Elapsed < TimeSpan.FromSeconds(7); Thread.Sleep(50))
        {
            slow.ReceiveExactly(2048); // 40 KB a second.
        }

        Assert.Equal(64 * 1024, slow.ReceiveExactly(64 * 1024).Length);
    }

    [Fact]
    public void A_peer_that_reads_all_the_time_may_take_longer_than_any_deadline()
    {
        using ServerProcess server = ServerProcess.StartListening("--send-timeout 1 --header-timeout 1 --idle-timeout 1");
        server.Site.With("a.txt", "hello").WithSparse("huge.bin", 8L * 1024 * 1024 * 1024);
        using Client slow = server.Connect();
        using Client other = server.Connect();
        slow.Send("GET /huge.bin HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.Equal("8589934592", slow.ReceiveHead().Fields["Content-Length"]);

        long received = 0;
        byte[] buffer = new byte[64 * 1024];
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < TimeSpan.FromSeconds(3);)
        {
            received += slow.ReceiveExactly(buffer.Length).Length;
            other.Get("/a.txt"); // Slows it down, and is served meanwhile.
            Assert.Equal("hello", other.Receive().Text);
        }

        Assert.True(received > 0);
        Assert.True(slow.ReceiveSome(buffer) > 0);
    }

    // Little is under way then, and so the server hears of each little that is read. On loopback it would be megabytes.
    private static void SmallBuffers(Socket socket)
    {
        const int MaxSegment = 2; // TCP_MAXSEG, of Linux and of macOS.
        socket.ReceiveBufferSize = 16 * 1024;
        if (!OperatingSystem.IsWindows())
        {
            socket.SetRawSocketOption((int)SocketOptionLevel.Tcp, MaxSegment, BitConverter.GetBytes(536));
        }
    }
}
