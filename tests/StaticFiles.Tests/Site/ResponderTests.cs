using System.Net;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using StaticFiles.Http;
using StaticFiles.Site;
using StaticFiles.Tests.Http;

namespace StaticFiles.Tests.Site;

/// <summary>Answers, without a connection to send them by.</summary>
public sealed class ResponderTests : IDisposable
{
    private readonly SiteOnDisk _site = new();
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2025, 6, 1, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void A_small_file_follows_its_head()
    {
        _site.With("a.txt", "hello");

        Assert.Equal(
            """
            HTTP/1.1 200 OK
            Date: Sun, 01 Jun 2025 12:00:00 GMT
            Connection: keep-alive
            Content-Type: text/plain; charset=utf-8
            X-Content-Type-Options: nosniff
            Content-Length: 5
            Accept-Ranges: bytes
            ETag: "8d78f2e6d3c6c80-5"
            Last-Modified: Thu, 02 Jan 2020 03:04:05 GMT

            hello
            """.ReplaceLineEndings("\r\n").Replace("8d78f2e6d3c6c80", $"{SiteOnDisk.Written.Ticks:x}", StringComparison.Ordinal),
            Text(Respond("GET /a.txt HTTP/1.1")));
    }

    [Fact]
    public void A_head_is_the_same_without_the_body()
    {
        _site.With("a.txt", "hello");

        string get = Text(Respond("GET /a.txt HTTP/1.1"));
        string head = Text(Respond("HEAD /a.txt HTTP/1.1"));

        Assert.Equal(get, $"{head}hello");
    }

    [Fact]
    public void A_long_file_is_left_to_be_sent()
    {
        _site.With("a.bin", new byte[Responder.LongestCopy + 1]);

        Answer answer = Respond("GET /a.bin HTTP/1.1");

        using (answer.File)
        {
            Assert.NotNull(answer.File);
            Assert.Equal(new ByteRange(0, Responder.LongestCopy + 1), answer.Part);
            Assert.EndsWith("\r\n\r\n", Text(answer), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_longest_answer_has_room()
    {
        _site.With("a.bin", new byte[Responder.LongestCopy]);
        Directory.CreateDirectory(_site.PathOf("folder"));
        string query = new('q', HttpLimits.Default.RequestLine - "GET /folder? HTTP/1.1".Length);

        Assert.Null(Respond("GET /a.bin HTTP/1.1").File);
        Assert.Contains($"\r\nLocation: /folder/?{query}\r\n", Text(Respond($"GET /folder?{query} HTTP/1.1")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/", "index")]
    [InlineData("/sub/", "sub index")]
    [InlineData("/sub/.", "sub index")]
    [InlineData("/index.html", "index")]
    public void A_folder_is_its_index_page(string path, string content)
    {
        _site.With("index.html", "index").With("sub/index.html", "sub index");

        string text = Text(Respond($"GET {path} HTTP/1.1"));

        Assert.Contains("\r\nContent-Type: text/html; charset=utf-8\r\n", text, StringComparison.Ordinal);
        Assert.EndsWith($"\r\n\r\n{content}", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET /sub HTTP/1.1", "/sub/")]
    [InlineData("GET /sub?a=1 HTTP/1.1", "/sub/?a=1")]
    [InlineData("HEAD /sub HTTP/1.1", "/sub/")]
    [InlineData("GET /%73ub HTTP/1.1", "/%73ub/")]
    [InlineData("GET http://other/sub HTTP/1.1", "/sub/")]
    public void A_folder_without_a_slash_is_redirected(string line, string location)
    {
        _site.With("sub/index.html", "sub index");

        string text = Text(Respond(line));

        Assert.StartsWith("HTTP/1.1 301 Moved Permanently\r\n", text, StringComparison.Ordinal);
        Assert.Contains($"\r\nLocation: {location}\r\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET /missing HTTP/1.1", 404)]
    [InlineData("GET /folder/ HTTP/1.1", 404)]
    [InlineData("GET /a.txt/ HTTP/1.1", 404)]
    [InlineData("GET /../outside/secret.txt HTTP/1.1", 404)]
    [InlineData("GET /%2e%2e/outside/secret.txt HTTP/1.1", 404)]
    [InlineData("GET /..%2foutside%2fsecret.txt HTTP/1.1", 400)]
    [InlineData("GET /..%5coutside%5csecret.txt HTTP/1.1", 400)]
    [InlineData("GET /a.txt%00 HTTP/1.1", 400)]
    [InlineData("GET //outside/secret.txt HTTP/1.1", 404)]
    [InlineData("GET /link HTTP/1.1", 404)]
    [InlineData("GET /.hidden HTTP/1.1", 404)]
    [InlineData("POST /a.txt HTTP/1.1", 405)]
    [InlineData("OPTIONS * HTTP/1.1", 405)]
    [InlineData("BREW /a.txt HTTP/1.1", 501)]
    public void What_cannot_be_served_says_why(string line, int status)
    {
        _site.With("a.txt", "hello").With("folder/b.txt", "hello").With(".hidden", "hello").WithLink("link", "../outside/secret.txt");

        string text = Text(Respond(line));

        Assert.StartsWith($"HTTP/1.1 {status} ", text, StringComparison.Ordinal);
        Assert.DoesNotContain(SiteOnDisk.Secret, text, StringComparison.Ordinal);
        Assert.Equal(status == 405, text.Contains("\r\nAllow: GET, HEAD\r\n", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nContent-Length: 5", 413, false)]
    [InlineData("GET / HTTP/1.1\r\nTransfer-Encoding: chunked", 413, false)]
    [InlineData("POST / HTTP/1.1\r\nContent-Length: 5", 405, false)]
    [InlineData("POST / HTTP/1.1\r\nContent-Length: 0", 405, true)]
    [InlineData("GET / HTTP/1.1\r\nContent-Length: 0", 200, true)]
    [InlineData("GET / HTTP/1.1\r\nConnection: close", 200, false)]
    [InlineData("GET / HTTP/1.0", 200, false)]
    [InlineData("GET / HTTP/1.0\r\nConnection: keep-alive", 200, true)]
    public void A_connection_stays_unless_a_body_follows_or_it_should_not(string lines, int status, bool stays)
    {
        _site.With("index.html", "index");

        Answer answer = Respond(lines);

        Assert.StartsWith($"HTTP/1.1 {status} ", Text(answer), StringComparison.Ordinal);
        Assert.Contains(stays ? "\r\nConnection: keep-alive\r\n" : "\r\nConnection: close\r\n", Text(answer), StringComparison.Ordinal);
        Assert.Equal(stays, answer.Stays);
    }

    [Theory]
    [InlineData("bytes=0-0", 206, "bytes 0-0/5", "h")]
    [InlineData("bytes=1-3", 206, "bytes 1-3/5", "ell")]
    [InlineData("bytes=-2", 206, "bytes 3-4/5", "lo")]
    [InlineData("bytes=3-", 206, "bytes 3-4/5", "lo")]
    [InlineData("bytes=5-", 416, "bytes */5", "Range Not Satisfiable\n")]
    [InlineData("bytes=0-1,3-4", 200, null, "hello")]
    [InlineData("bytes=x", 200, null, "hello")]
    public void A_range_is_answered(string range, int status, string? contentRange, string body)
    {
        _site.With("a.txt", "hello");

        string text = Text(Respond($"GET /a.txt HTTP/1.1\r\nRange: {range}"));

        Assert.StartsWith($"HTTP/1.1 {status} ", text, StringComparison.Ordinal);
        Assert.EndsWith($"\r\n\r\n{body}", text, StringComparison.Ordinal);
        Assert.Contains($"\r\nContent-Length: {body.Length}\r\n", text, StringComparison.Ordinal);
        Assert.Equal(contentRange is not null, text.Contains($"\r\nContent-Range: {contentRange}\r\n", StringComparison.Ordinal));
    }

    [Fact]
    public void A_range_of_a_head_is_ignored()
    {
        _site.With("a.txt", "hello");

        Assert.StartsWith("HTTP/1.1 200 OK\r\n", Text(Respond("HEAD /a.txt HTTP/1.1\r\nRange: bytes=0-0")), StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_file_is_a_file()
    {
        _site.With("empty.txt", "");

        Assert.Contains("\r\nContent-Length: 0\r\n", Text(Respond("GET /empty.txt HTTP/1.1")), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 416 ", Text(Respond("GET /empty.txt HTTP/1.1\r\nRange: bytes=0-")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("If-None-Match: *", 304)]
    [InlineData("If-Modified-Since: Thu, 02 Jan 2020 03:04:05 GMT", 304)]
    [InlineData("If-Modified-Since: Thu, 02 Jan 2020 03:04:04 GMT", 200)]
    [InlineData("If-Match: \"other\"", 412)]
    [InlineData("If-Unmodified-Since: Thu, 02 Jan 2020 03:04:04 GMT", 412)]
    [InlineData("If-None-Match: *\r\nRange: bytes=0-0", 304)]
    [InlineData("If-Range: \"other\"\r\nRange: bytes=0-0", 200)]
    [InlineData("If-Range: Thu, 02 Jan 2020 03:04:05 GMT\r\nRange: bytes=0-0", 206)]
    public void Conditions_are_answered(string lines, int status)
    {
        _site.With("a.txt", "hello");

        string text = Text(Respond($"GET /a.txt HTTP/1.1\r\n{lines}"));

        Assert.StartsWith($"HTTP/1.1 {status} ", text, StringComparison.Ordinal);
        if (status == 304)
        {
            Assert.Contains("\r\nETag: \"", text, StringComparison.Ordinal);
            Assert.DoesNotContain("Content-Length", text, StringComparison.Ordinal);
            Assert.EndsWith("\r\n\r\n", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Conditions_on_what_is_not_there_do_not_matter() =>
        Assert.StartsWith("HTTP/1.1 404 ", Text(Respond("GET /missing HTTP/1.1\r\nIf-Match: \"a\"")), StringComparison.Ordinal);

    [Theory]
    [InlineData(HttpStatusCode.RequestTimeout)]
    [InlineData(HttpStatusCode.RequestUriTooLong)]
    [InlineData(HttpStatusCode.RequestHeaderFieldsTooLarge)]
    [InlineData(HttpStatusCode.HttpVersionNotSupported)]
    public void A_refusal_ends_the_connection(HttpStatusCode status)
    {
        using SiteFolder folder = SiteFolder.Open(_site.Root);
        var responder = new Responder(folder, _clock, HttpLimits.Default);

        _output = new byte[responder.LongestAnswer];
        Answer answer = responder.Refuse(status, _output, withBody: true);

        Assert.False(answer.Stays);
        Assert.StartsWith($"HTTP/1.1 {(int)status} ", Text(answer), StringComparison.Ordinal);
        Assert.Contains("\r\nConnection: close\r\n", Text(answer), StringComparison.Ordinal);
    }

    [Fact]
    public void A_refusal_of_a_head_is_the_same_without_the_body()
    {
        using SiteFolder folder = SiteFolder.Open(_site.Root);
        var responder = new Responder(folder, _clock, HttpLimits.Default);

        _output = new byte[responder.LongestAnswer];
        string get = Text(responder.Refuse(HttpStatusCode.BadRequest, _output, withBody: true));
        string head = Text(responder.Refuse(HttpStatusCode.BadRequest, _output, withBody: false));

        Assert.Equal(get, $"{head}Bad Request\n");
    }

    public void Dispose() => _site.Dispose();

    private byte[] _output = [];

    private Answer Respond(string lines)
    {
        using SiteFolder folder = SiteFolder.Open(_site.Root);
        var responder = new Responder(folder, _clock, HttpLimits.Default);
        _output = new byte[responder.LongestAnswer];
        var head = new Head($"{lines}\r\nHost: a\r\n\r\n");
        Assert.Null(head.Refusal);
        return responder.Respond(head.Request, _output, mayStay: true);
    }

    private string Text(Answer answer) => Encoding.UTF8.GetString(_output.AsSpan(0, answer.Length));
}
