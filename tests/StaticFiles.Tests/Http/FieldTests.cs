using System.Net;
using System.Text;
using StaticFiles.Http;

namespace StaticFiles.Tests.Http;

public sealed class FieldTests
{
    [Theory]
    [InlineData("Range:bytes=0-1")]
    [InlineData("range: bytes=0-1")]
    [InlineData("RANGE: \t bytes=0-1 \t ")]
    public void A_value_is_found_whatever_the_case_of_its_name_and_the_blanks_around_it(string line)
    {
        Assert.True(Head.WithFields(line).Request.TryGetOnly(Field.Range, out ReadOnlySpan<byte> value));
        Assert.Equal("bytes=0-1", Encoding.Latin1.GetString(value));
    }

    [Theory]
    [InlineData("Range")]
    [InlineData(": value")]
    [InlineData("Range : bytes=0-1")]
    [InlineData("Ra nge: bytes=0-1")]
    [InlineData("R\u00e4nge: bytes=0-1")]
    [InlineData(" Range: bytes=0-1")]
    [InlineData("X: a\r\n folded")]
    [InlineData("X: a\r\n\tfolded")]
    [InlineData("X: a\rb")]
    [InlineData("X: a\r")]
    [InlineData("X: a\nY: b")]
    [InlineData("X: a\n")]
    [InlineData("X: a\0b")]
    [InlineData("X: a\u007fb")]
    [InlineData("X\r: a")]
    public void A_malformed_line_is_refused(string line) => Assert.Equal(HttpStatusCode.BadRequest, Head.WithFields(line).Refusal);

    [Fact]
    public void A_bare_line_feed_is_no_end_of_the_request_line_or_of_the_head()
    {
        Assert.Equal(HttpStatusCode.BadRequest, new Head("GET / HTTP/1.1\nHost: a\r\n\r\n").Refusal);
        Assert.Equal(HttpStatusCode.BadRequest, new Head("GET / HTTP/1.1\r\nHost: a\r\n\n").Refusal);
        Assert.Equal(HttpStatusCode.BadRequest, new Head("\n").Refusal);
    }

    [Fact]
    public void Bytes_above_127_are_for_values()
    {
        Assert.Equal(ParseOutcome.Complete, Head.WithFields("X: \u00e9").Outcome);
    }

    [Fact]
    public void A_field_that_was_sent_twice_has_no_only_value()
    {
        Head head = Head.WithFields("Range: bytes=0-1", "Range: bytes=2-3");

        Assert.False(head.Request.TryGetOnly(Field.Range, out _));
        Assert.True(head.Request.Has(Field.Range));
    }

    [Fact]
    public void As_many_fields_as_allowed_are_taken_and_one_more_is_not()
    {
        string[] most = [.. Enumerable.Range(0, HttpLimits.Default.Fields - 1).Select(number => $"X-{number}: a")]; // And Host.

        Assert.Equal(ParseOutcome.Complete, Head.WithFields(most).Outcome);
        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, Head.WithFields([.. most, "Y: a"]).Refusal);
    }

    [Fact]
    public void The_longest_head_is_taken_and_a_longer_one_is_not()
    {
        int room = HttpLimits.Default.Head - Head.WithFields("X: ").Length;
        string longest = $"X: {new string('a', room)}";

        Assert.Equal(ParseOutcome.Complete, Head.WithFields(longest).Outcome);
        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, Head.WithFields($"{longest}a").Refusal);
    }

    [Fact]
    public void A_head_without_end_is_refused_once_no_end_can_fit()
    {
        string begun = "GET / HTTP/1.1\r\nX: ";
        string more = new('a', HttpLimits.Default.Head - 1 - begun.Length);

        Assert.Equal(ParseOutcome.Incomplete, new Head(begun + more).Outcome);
        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, new Head($"{begun}{more}a").Refusal);
    }

    [Fact]
    public void What_follows_the_head_is_left_alone()
    {
        string first = "GET /1 HTTP/1.1\r\nHost: a\r\n\r\n";

        Assert.Equal(first.Length, new Head($"{first}GET /2 HT").Length);
    }
}
