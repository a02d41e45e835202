using System.Net;
using StaticFiles.Http;

namespace StaticFiles.Tests.Http;

public sealed class RequestLineTests
{
    [Theory]
    [InlineData("GET / HTTP/1.1", "/", "")]
    [InlineData("GET /a/b.html?x=1&y=%20 HTTP/1.1", "/a/b.html", "?x=1&y=%20")]
    [InlineData("GET /?a?b HTTP/1.1", "/", "?a?b")]
    [InlineData("GET http://example.org:80/a?b HTTP/1.1", "/a", "?b")]
    [InlineData("GET HTTPS://example.org?b HTTP/1.1", "/", "?b")]
    [InlineData("GET http://[::1]:8080 HTTP/1.1", "/", "")]
    [InlineData("GET /a|b?{c} HTTP/1.1", "/a|b", "?{c}")]
    [InlineData("HEAD / HTTP/1.0", "/", "")]
    [InlineData("GET / HTTP/1.9", "/", "")]
    public void A_line_is_taken_apart(string line, string path, string query)
    {
        Head head = Head.WithLine(line);

        Assert.Equal(ParseOutcome.Complete, head.Outcome);
        Assert.Equal((path, query), (head.Path, head.Query));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("GET /")]
    [InlineData("GET / ")]
    [InlineData("GET  / HTTP/1.1")]
    [InlineData("GET /  HTTP/1.1")]
    [InlineData("GET / HTTP/1.1 ")]
    [InlineData(" GET / HTTP/1.1")]
    [InlineData("GET\t/\tHTTP/1.1")]
    [InlineData("GET /a b HTTP/1.1")]
    [InlineData("GET /a\u00e9 HTTP/1.1")]
    [InlineData("GET /a\0 HTTP/1.1")]
    [InlineData("GET /#fragment HTTP/1.1")]
    [InlineData("GET /\"a\" HTTP/1.1")]
    [InlineData("GET a HTTP/1.1")]
    [InlineData("GET * HTTP/1.1")]
    [InlineData("GET example.org:80 HTTP/1.1")]
    [InlineData("GET ftp://example.org/ HTTP/1.1")]
    [InlineData("GET http:///a HTTP/1.1")]
    [InlineData("GET http://user@example.org/ HTTP/1.1")]
    [InlineData("GET http://[::1/ HTTP/1.1")]
    [InlineData("GE(T / HTTP/1.1")]
    [InlineData("G\u00c9T / HTTP/1.1")]
    [InlineData("GET / http/1.1")]
    [InlineData("GET / HTTP/1")]
    [InlineData("GET / HTTP/11.1")]
    [InlineData("GET / HTTP/1.1x")]
    [InlineData("GET / HTTP/x.1")]
    [InlineData("GET / FTP/1.1")]
    public void A_malformed_line_is_refused(string line) => Assert.Equal(HttpStatusCode.BadRequest, Head.WithLine(line).Refusal);

    [Theory]
    [InlineData("GET / HTTP/2.0")]
    [InlineData("GET / HTTP/0.9")]
    [InlineData("PRI * HTTP/2.0")]
    public void Another_major_version_is_refused_as_such(string line) => Assert.Equal(HttpStatusCode.HttpVersionNotSupported, Head.WithLine(line).Refusal);

    [Theory]
    [InlineData("GET", "Get")]
    [InlineData("HEAD", "Head")]
    [InlineData("POST", "NotAllowed")]
    [InlineData("PUT", "NotAllowed")]
    [InlineData("DELETE", "NotAllowed")]
    [InlineData("PATCH", "NotAllowed")]
    [InlineData("TRACE", "NotAllowed")]
    [InlineData("get", "Unknown")]
    [InlineData("GETS", "Unknown")]
    [InlineData("BREW", "Unknown")]
    public void Methods_are_told_apart(string method, string expected) => Assert.Equal(expected, Head.WithLine($"{method} / HTTP/1.1").Request.Method.ToString());

    [Theory]
    [InlineData("OPTIONS * HTTP/1.1")]
    [InlineData("CONNECT example.org:443 HTTP/1.1")]
    public void The_forms_of_target_for_other_methods_are_known(string line) => Assert.Equal(RequestMethod.NotAllowed, Head.WithLine(line).Request.Method);

    [Fact]
    public void One_empty_line_before_it_is_skipped_and_a_second_is_not()
    {
        Assert.Equal(ParseOutcome.Complete, Head.WithLine("\r\nGET / HTTP/1.1").Outcome);
        Assert.Equal(HttpStatusCode.BadRequest, Head.WithLine("\r\n\r\nGET / HTTP/1.1").Refusal);
    }

    [Fact]
    public void The_longest_line_is_taken_and_a_longer_one_is_not()
    {
        string longest = $"GET /{new string('a', HttpLimits.Default.RequestLine - "GET / HTTP/1.1".Length)} HTTP/1.1";

        Assert.Equal(ParseOutcome.Complete, Head.WithLine(longest).Outcome);
        Assert.Equal(HttpStatusCode.RequestUriTooLong, Head.WithLine($"{longest}x").Refusal);
    }

    [Fact]
    public void A_line_without_end_is_refused_once_it_is_too_long()
    {
        string line = new('a', HttpLimits.Default.RequestLine + 1);

        Assert.Equal(ParseOutcome.Incomplete, new Head(line).Outcome);
        Assert.Equal(HttpStatusCode.RequestUriTooLong, new Head($"{line}a").Refusal);
    }
}
