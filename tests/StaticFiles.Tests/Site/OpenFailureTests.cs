using StaticFiles.Site;

namespace StaticFiles.Tests.Site;

public sealed class OpenFailureTests
{
    [Theory]
    [InlineData(1, "Forbidden")]
    [InlineData(13, "Forbidden")]
    [InlineData(12, "Exhausted")]
    [InlineData(23, "Exhausted")]
    [InlineData(24, "Exhausted")]
    [InlineData(2, "NotFound")]
    [InlineData(18, "NotFound")]
    [InlineData(40, "NotFound")]
    public void An_errno_means(int errno, string outcome) => Assert.Equal(outcome, SiteFolder.Classify(errno).ToString());
}
