using System.Net;
using StaticFiles.Http;

namespace StaticFiles.Tests.Http;

public sealed class RequestRulesTests
{
    [Theory]
    [InlineData("example.org")]
    [InlineData("example.org:8080")]
    [InlineData("example.org:")]
    [InlineData("127.0.0.1:80")]
    [InlineData("[::1]")]
    [InlineData("[2001:db8::1]:443")]
    [InlineData("a_b-c.d~%20!")]
    [InlineData("")]
    public void A_host_is_taken(string host) => Assert.Equal(ParseOutcome.Complete, new Head($"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n").Outcome);

    [Theory]
    [InlineData("Host: a b")]
    [InlineData("Host: a/b")]
    [InlineData("Host: user@a")]
    [InlineData("Host: :80")]
    [InlineData("Host: a:b")]
    [InlineData("Host: a:123456")]
    [InlineData("Host: a:80:80")]
    [InlineData("Host: [::1")]
    [InlineData("Host: []")]
    [InlineData("Host: [::g]")]
    [InlineData("Host: [::1%1]")]
    [InlineData("Host: [1.2.3.4.5]")]
    [InlineData("Host: [::1]x")]
    [InlineData("Host: a\u00e9")]
    [InlineData("Host: a\r\nHost: a")]
    [InlineData("X: no host")]
    public void A_request_whose_host_is_missing_doubled_or_malformed_is_refused(string lines) =>
        Assert.Equal(HttpStatusCode.BadRequest, new Head($"GET / HTTP/1.1\r\n{lines}\r\n\r\n").Refusal);

    [Fact]
    public void Before_version_1_1_there_need_not_be_a_host_but_no_two_of_them()
    {
        Assert.Equal(ParseOutcome.Complete, new Head("GET / HTTP/1.0\r\n\r\n").Outcome);
        Assert.Equal(HttpStatusCode.BadRequest, new Head("GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n").Refusal);
    }

    [Fact]
    public void A_whole_uri_does_not_make_up_for_a_missing_host() =>
        Assert.Equal(HttpStatusCode.BadRequest, new Head("GET http://a/ HTTP/1.1\r\n\r\n").Refusal);

    [Theory]
    [InlineData("Content-Length: 0", false)]
    [InlineData("Content-Length: 000", false)]
    [InlineData("Content-Length: 5", true)]
    [InlineData("Content-Length: 99999999999999999999999999", true)]
    [InlineData("Transfer-Encoding: chunked", true)]
    [InlineData("transfer-encoding: CHUNKED", true)]
    [InlineData("X: a", false)]
    public void Whether_there_is_a_body_is_known(string line, bool hasBody) => Assert.Equal(hasBody, Head.WithFields(line).Request.HasBody);

    [Theory]
    [InlineData("Content-Length:")]
    [InlineData("Content-Length: -1")]
    [InlineData("Content-Length: +1")]
    [InlineData("Content-Length: 1.0")]
    [InlineData("Content-Length: 0x1")]
    [InlineData("Content-Length: 1 1")]
    [InlineData("Content-Length: 1, 1")]
    [InlineData("Content-Length: 1\r\nContent-Length: 1")]
    [InlineData("Content-Length: 1\r\nContent-Length: 2")]
    [InlineData("Content-Length: 0\r\nTransfer-Encoding: chunked")]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: 5")]
    [InlineData("Transfer-Encoding:")]
    [InlineData("Transfer-Encoding: gzip")]
    [InlineData("Transfer-Encoding: identity")]
    [InlineData("Transfer-Encoding: chunked, gzip")]
    [InlineData("Transfer-Encoding: chunked, chunked")]
    [InlineData("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked")]
    [InlineData("Transfer-Encoding: chunked;q=1")]
    [InlineData("Transfer-Encoding: xchunked")]
    [InlineData("Transfer-Encoding: \u000bchunked")]
    public void A_body_whose_end_can_be_read_in_two_ways_is_refused(string lines) => Assert.Equal(HttpStatusCode.BadRequest, Head.WithFields(lines).Refusal);

    [Theory]
    [InlineData("Transfer-Encoding: gzip, chunked")]
    [InlineData("Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked")]
    public void A_coding_that_is_not_known_is_refused_as_such(string lines) => Assert.Equal(HttpStatusCode.NotImplemented, Head.WithFields(lines).Refusal);

    [Fact]
    public void Version_1_0_had_no_transfer_codings() =>
        Assert.Equal(HttpStatusCode.BadRequest, new Head("GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n").Refusal);

    [Theory]
    [InlineData("Expect: 100-continue", null)]
    [InlineData("Expect: 100-Continue", null)]
    [InlineData("Expect: miracles", HttpStatusCode.ExpectationFailed)]
    public void An_expectation_is_known_or_refused(string line, HttpStatusCode? refusal) => Assert.Equal(refusal, Head.WithFields(line).Refusal);

    [Theory]
    [InlineData("HTTP/1.1", "X: a", true)]
    [InlineData("HTTP/1.1", "Connection: close", false)]
    [InlineData("HTTP/1.1", "Connection: Upgrade, CLOSE", false)]
    [InlineData("HTTP/1.1", "Connection: upgrade\r\nConnection: close", false)]
    [InlineData("HTTP/1.1", "Connection: keep-alive", true)]
    [InlineData("HTTP/1.1", "Connection: closed", true)]
    [InlineData("HTTP/1.0", "X: a", false)]
    [InlineData("HTTP/1.0", "Connection: Keep-Alive", true)]
    [InlineData("HTTP/1.0", "Connection: keep-alive, close", false)]
    public void A_connection_stays_as_its_version_and_options_say(string version, string lines, bool stays) =>
        Assert.Equal(stays, new Head($"GET / {version}\r\nHost: a\r\n{lines}\r\n\r\n").Request.WantsToStay);
}
