using System.Net.Sockets;

namespace StaticFiles.Tests.Serving;

/// <summary>One server, and every rule as a peer sees it.</summary>
public sealed class ProtocolTests : IClassFixture<ProtocolTests.Fixture>, IDisposable
{
    private static readonly byte[] Large = Payload.Bytes(300_000);

    private readonly Client _client;

    public ProtocolTests(Fixture fixture) => _client = fixture.Server.Connect();

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\n\r\n", 200, true)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 200, false)]
    [InlineData("GET / HTTP/1.0\r\n\r\n", 200, false)]
    [InlineData("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", 200, true)]
    [InlineData("GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n", 200, true)]
    [InlineData("\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 200, true)]
    [InlineData("GET /sub HTTP/1.1\r\nHost: a\r\n\r\n", 301, true)]
    [InlineData("GET /missing HTTP/1.1\r\nHost: a\r\n\r\n", 404, true)]
    [InlineData("GET /../outside/secret.txt HTTP/1.1\r\nHost: a\r\n\r\n", 404, true)]
    [InlineData("GET /%2e%2e/outside/secret.txt HTTP/1.1\r\nHost: a\r\n\r\n", 404, true)]
    [InlineData("GET /sub/..%2f..%2foutside/secret.txt HTTP/1.1\r\nHost: a\r\n\r\n", 400, true)]
    [InlineData("GET /..%5coutside/secret.txt HTTP/1.1\r\nHost: a\r\n\r\n", 400, true)]
    [InlineData("GET /a.txt%00.html HTTP/1.1\r\nHost: a\r\n\r\n", 400, true)]
    [InlineData("GET /escape/secret.txt HTTP/1.1\r\nHost: a\r\n\r\n", 404, true)]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\n\r\n", 405, true)]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello", 405, false)]
    [InlineData("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", 405, true)]
    [InlineData("BREW / HTTP/1.1\r\nHost: a\r\n\r\n", 501, true)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello", 413, false)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 413, false)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501, false)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nExpect: miracles\r\n\r\n", 417, false)]
    [InlineData("GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505, false)]
    [InlineData("GET / HTTP/1.1\r\n\r\n", 400, false)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400, false)]
    [InlineData("GET / HTTP/1.1\nHost: a\n\n", 400, false)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\n 2\r\n\r\n", 400, false)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nX: 1\r2\r\n\r\n", 400, false)]
    [InlineData("GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400, false)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n", 400, false)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nContent-Length: 0\r\n\r\n", 400, false)]
    [InlineData("GET /\r\n", 400, false)]
    [InlineData("\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003\n", 400, false)]
    public void A_request_gets_its_status_and_the_connection_its_end(string request, int status, bool stays)
    {
        _client.Send(request);
        Response response = _client.Receive();

        Assert.Equal((status, stays), (response.Status, response.Stays));
        Assert.DoesNotContain(SiteOnDisk.Secret, response.Text, StringComparison.Ordinal);
        if (stays)
        {
            _client.Get("/a.txt");
            Assert.Equal("hello", _client.Receive().Text);
        }
        else
        {
            Assert.True(_client.IsAtEnd());
        }
    }

    [Fact]
    public void A_method_that_is_not_allowed_is_told_which_are()
    {
        _client.Send("DELETE /a.txt HTTP/1.1\r\nHost: a\r\n\r\n");

        Assert.Equal("GET, HEAD", _client.Receive().Fields["Allow"]);
    }

    [Fact]
    public void A_head_has_the_length_and_no_body()
    {
        _client.Send("HEAD /large.bin HTTP/1.1\r\nHost: a\r\n\r\n");
        Response head = _client.Receive(toHead: true);
        _client.Get("/a.txt");

        Assert.Equal(Large.Length, head.Length);
        Assert.Equal("hello", _client.Receive().Text);
    }

    [Theory]
    [InlineData("HEAD / HTTP/1.1\r\n\r\n", 400)]
    [InlineData("\r\nHEAD / HTTP/1.1\r\n\r\n", 400)]
    [InlineData("HEAD / HTTP/1.1\n", 400)]
    [InlineData("HEAD / HTTP/2.0\r\n", 505)]
    [InlineData("HEAD / HTTP/1.1\r\nHost: a\r\nExpect: miracles\r\n\r\n", 417)]
    [InlineData("HEAD / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello", 413)]
    public void A_head_that_is_refused_has_no_body_either(string request, int status)
    {
        _client.Send(request);
        Response response = _client.Receive(toHead: true);

        Assert.Equal((status, false), (response.Status, response.Stays));
        Assert.True(response.Length > 0);
        Assert.True(_client.IsAtEnd());
    }

    [Theory]
    [InlineData("bytes=0-0", 0, 1)]
    [InlineData("bytes=1-100000", 1, 100_000)]
    [InlineData("bytes=250000-", 250_000, 50_000)]
    [InlineData("bytes=-70000", 230_000, 70_000)]
    [InlineData("bytes=299999-400000", 299_999, 1)]
    public void A_range_is_that_part_of_the_file(string range, int offset, int count)
    {
        _client.Get("/large.bin", $"Range: {range}");
        Response response = _client.Receive();

        Assert.Equal(206, response.Status);
        Assert.Equal($"bytes {offset}-{offset + count - 1}/300000", response.Fields["Content-Range"]);
        Assert.Equal(Large.AsSpan(offset, count).ToArray(), response.Body);
    }

    [Fact]
    public void An_upload_that_is_refused_is_heard_to_its_end_so_that_the_answer_arrives()
    {
        const int length = 20 * 1024 * 1024;
        _client.Send($"PUT /a.txt HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\n\r\n");
        byte[] piece = new byte[64 * 1024];
        for (int sent = 0; sent < length; sent += piece.Length)
        {
            _client.Send(piece); // Without a look at the answer, as simple clients do.
        }

        Response response = _client.Receive();

        Assert.InRange(response.Status, 400, 499);
        Assert.True(_client.IsAtEnd());
    }

    [Fact]
    public void Several_ranges_are_answered_by_the_whole()
    {
        _client.Get("/large.bin", "Range: bytes=0-1,5-6");
        Response response = _client.Receive();

        Assert.Equal(200, response.Status);
        Assert.Equal(Large, response.Body);
    }

    [Fact]
    public void A_range_behind_the_end_is_told_the_length()
    {
        _client.Get("/large.bin", "Range: bytes=300000-");
        Response response = _client.Receive();

        Assert.Equal((416, "bytes */300000"), (response.Status, response.Fields["Content-Range"]));
    }

    [Fact]
    public void What_the_peer_has_is_not_sent_again()
    {
        _client.Get("/large.bin");
        Response first = _client.Receive();
        _client.Get("/large.bin", $"If-None-Match: {first.Fields["ETag"]}");
        Response byTag = _client.Receive();
        _client.Get("/large.bin", $"If-Modified-Since: {first.Fields["Last-Modified"]}");
        Response byDate = _client.Receive();
        _client.Get("/large.bin", $"If-Match: {first.Fields["ETag"]}", $"If-Range: {first.Fields["ETag"]}", "Range: bytes=7-8");
        Response part = _client.Receive();
        _client.Get("/large.bin", "If-Match: \"other\"");
        Response other = _client.Receive();

        Assert.Equal([200, 304, 304, 206, 412], [first.Status, byTag.Status, byDate.Status, part.Status, other.Status]);
        Assert.Equal(first.Fields["ETag"], byTag.Fields["ETag"]);
        Assert.Equal(Large[7..9], part.Body);
    }

    [Fact]
    public void A_request_line_too_long_is_refused()
    {
        _client.Send($"GET /{new string('a', 10_000)}");
        Response response = _client.Receive();

        Assert.Equal(414, response.Status);
        Assert.True(_client.IsAtEnd());
    }

    [Fact]
    public void A_head_too_long_is_refused()
    {
        _client.Send($"GET / HTTP/1.1\r\nHost: a\r\nX: {new string('a', 20_000)}");
        Response response = _client.Receive();

        Assert.Equal(431, response.Status);
        Assert.True(_client.IsAtEnd());
    }

    [Fact]
    public void Too_many_fields_are_refused()
    {
        _client.Get("/", [.. Enumerable.Range(0, 101).Select(number => $"X-{number}: a")]);
        Response response = _client.Receive();

        Assert.Equal(431, response.Status);
        Assert.True(_client.IsAtEnd());
    }

    [Fact]
    public void A_peer_that_sends_a_body_all_the_same_can_read_its_refusal()
    {
        byte[] body = Payload.Bytes(1024 * 1024);
        _client.Send($"PUT /a.txt HTTP/1.1\r\nHost: a\r\nContent-Length: {body.Length}\r\n\r\n");
        _client.Send(body);

        Response response = _client.Receive();

        Assert.Equal((405, false), (response.Status, response.Stays));
        Assert.True(_client.IsAtEnd());
    }

    [Fact]
    public async Task Requests_sent_ahead_are_answered_in_order()
    {
        string[] paths = [.. Enumerable.Range(0, 500).Select(number => (number % 5) switch { 0 => "/large.bin", 1 => "/sub/", 2 => "/missing", 3 => "/empty.txt", _ => "/a.txt" })];
        Task sending = Task.Run(() => Array.ForEach(paths, path => _client.Get(path)), TestContext.Current.CancellationToken);

        foreach (string path in paths)
        {
            Response response = _client.Receive();

            Assert.Equal(path == "/missing" ? 404 : 200, response.Status);
            Assert.Equal(path switch { "/large.bin" => Large.Length, "/sub/" => "sub index".Length, "/empty.txt" => 0, "/a.txt" => 5, _ => response.Body.Length }, response.Body.Length);
        }

        await sending.WaitAsync(ServerProcess.Bound, TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Requests_sent_ahead_by_one_write_are_all_answered_and_those_behind_a_close_are_not()
    {
        string get = "GET /a.txt HTTP/1.1\r\nHost: a\r\n\r\n";
        _client.Send($"{string.Concat(Enumerable.Repeat(get, 1000))}GET /sub/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n{get}");

        for (int number = 0; number < 1000; number++)
        {
            Assert.Equal("hello", _client.Receive().Text);
        }

        Assert.Equal("sub index", _client.Receive().Text);
        Assert.True(_client.IsAtEnd());
    }

    [Fact]
    public void A_request_may_come_byte_by_byte()
    {
        foreach (char character in "GET /a.txt HTTP/1.1\r\nHost: a\r\n\r\n")
        {
            _client.Send(character.ToString());
        }

        Assert.Equal("hello", _client.Receive().Text);
    }

    [Fact]
    public void A_peer_that_has_ended_its_half_still_gets_what_it_asked_for()
    {
        _client.Get("/large.bin");
        _client.Get("/a.txt");
        _client.Socket.Shutdown(SocketShutdown.Send);

        Assert.Equal(Large, _client.Receive().Body);
        Assert.Equal("hello", _client.Receive().Text);
        Assert.True(_client.IsAtEnd());
    }

    public void Dispose() => _client.Dispose();

    public sealed class Fixture : IDisposable
    {
        public Fixture() => Server.Site
            .With("index.html", "index").With("a.txt", "hello").With("empty.txt", "").With("sub/index.html", "sub index").With("large.bin", Large)
            .WithLink("escape", "../outside");

        internal ServerProcess Server { get; } = ServerProcess.StartListening();

        public void Dispose() => Server.Dispose();
    }
}
