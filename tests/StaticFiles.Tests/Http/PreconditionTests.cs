using System.Text;
using StaticFiles.Http;

namespace StaticFiles.Tests.Http;

public sealed class PreconditionTests
{
    private const string Modified = "Sun, 06 Nov 1994 08:49:37 GMT";
    private const string Before = "Sun, 06 Nov 1994 08:49:36 GMT";
    private const string After = "Sun, 06 Nov 1994 08:49:38 GMT";

    private static readonly DateTime ModifiedUtc = new DateTime(1994, 11, 6, 8, 49, 37, DateTimeKind.Utc).AddMilliseconds(500);
    private static readonly DateTime Now = ModifiedUtc.AddYears(1);
    private static readonly Validators Settled = new(length: 10, ModifiedUtc, Now);
    private static readonly string Tag = Encoding.Latin1.GetString(Settled.WriteTag(new byte[Validators.LongestTag]));

    [Theory]
    [InlineData("X: a", "Hold")]
    [InlineData("If-None-Match: TAG", "NotModified")]
    [InlineData("If-None-Match: W/TAG", "NotModified")]
    [InlineData("If-None-Match: \"x\", TAG", "NotModified")]
    [InlineData("If-None-Match: \"x\"\r\nIf-None-Match: TAG", "NotModified")]
    [InlineData("If-None-Match: *", "NotModified")]
    [InlineData("If-None-Match: \"x\"", "Hold")]
    [InlineData("If-None-Match: TAGx", "Hold")]
    [InlineData("If-None-Match: \"x\"\r\nIf-Modified-Since: " + After, "Hold")]
    [InlineData("If-Modified-Since: " + Modified, "NotModified")]
    [InlineData("If-Modified-Since: " + After, "NotModified")]
    [InlineData("If-Modified-Since: " + Before, "Hold")]
    [InlineData("If-Modified-Since: soon", "Hold")]
    [InlineData("If-Modified-Since: " + After + "\r\nIf-Modified-Since: " + After, "Hold")]
    [InlineData("If-Match: TAG", "Hold")]
    [InlineData("If-Match: *", "Hold")]
    [InlineData("If-Match: \"x\", TAG", "Hold")]
    [InlineData("If-Match: W/TAG", "Failed")]
    [InlineData("If-Match: \"x\"", "Failed")]
    [InlineData("If-Match: x", "Failed")]
    [InlineData("If-Match:", "Failed")]
    [InlineData("If-Match: TAG\r\nIf-Unmodified-Since: " + Before, "Hold")]
    [InlineData("If-Match: TAG\r\nIf-None-Match: TAG", "NotModified")]
    [InlineData("If-Match: \"x\"\r\nIf-None-Match: TAG", "Failed")]
    [InlineData("If-Unmodified-Since: " + Modified, "Hold")]
    [InlineData("If-Unmodified-Since: " + After, "Hold")]
    [InlineData("If-Unmodified-Since: " + Before, "Failed")]
    [InlineData("If-Unmodified-Since: soon", "Hold")]
    public void They_come_to_what_the_RFC_says(string lines, string expected)
    {
        Head head = Head.WithFields(lines.Replace("TAG", Tag, StringComparison.Ordinal));

        Assert.Equal(expected, Preconditions.Evaluate(head.Request, Settled, Now).ToString());
    }

    [Theory]
    [InlineData("X: a", true)]
    [InlineData("If-Range: TAG", true)]
    [InlineData("If-Range: W/TAG", false)]
    [InlineData("If-Range: \"x\"", false)]
    [InlineData("If-Range: TAG, TAG", false)]
    [InlineData("If-Range: TAG\r\nIf-Range: TAG", false)]
    [InlineData("If-Range: " + Modified, true)]
    [InlineData("If-Range: " + Before, false)]
    [InlineData("If-Range: " + After, false)]
    [InlineData("If-Range: soon", false)]
    [InlineData("If-Range:", false)]
    public void A_range_applies_to_the_version_it_was_meant_for(string lines, bool applies)
    {
        Head head = Head.WithFields(lines.Replace("TAG", Tag, StringComparison.Ordinal));

        Assert.Equal(applies, Preconditions.RangeApplies(head.Request, Settled, Now));
    }

    [Theory]
    [InlineData("If-Range: \"TAG\"")]
    [InlineData("If-Range: W/\"TAG\"")]
    [InlineData("If-Range: " + Modified)]
    public void A_file_that_may_still_change_in_the_same_moment_is_named_weakly(string line)
    {
        DateTime now = ModifiedUtc.AddMilliseconds(700);
        var fresh = new Validators(length: 10, ModifiedUtc, now);

        string tag = Encoding.Latin1.GetString(fresh.WriteTag(new byte[Validators.LongestTag]));
        Head head = Head.WithFields(line.Replace("\"TAG\"", Tag, StringComparison.Ordinal));

        Assert.Equal($"W/{Tag}", tag);
        Assert.False(Preconditions.RangeApplies(head.Request, fresh, now));
    }

    [Fact]
    public void A_file_from_the_future_was_modified_now()
    {
        DateTime now = ModifiedUtc.AddHours(-1);

        Assert.Equal(HttpDate.ToSeconds(now), new Validators(length: 10, ModifiedUtc, now).LastModified);
    }

    [Fact]
    public void Another_length_or_another_time_is_another_tag()
    {
        string longer = Encoding.Latin1.GetString(new Validators(length: 11, ModifiedUtc, Now).WriteTag(new byte[Validators.LongestTag]));
        string later = Encoding.Latin1.GetString(new Validators(length: 10, ModifiedUtc.AddTicks(1), Now).WriteTag(new byte[Validators.LongestTag]));

        Assert.Equal(3, new[] { Tag, longer, later }.Distinct().Count());
    }
}
