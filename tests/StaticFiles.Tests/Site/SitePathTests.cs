using System.Net;
using System.Text;
using StaticFiles.Site;

namespace StaticFiles.Tests.Site;

public sealed class SitePathTests
{
    [Theory]
    [InlineData("/", "", true)]
    [InlineData("/a", "a", false)]
    [InlineData("/a/", "a", true)]
    [InlineData("/a/b.txt", "a/b.txt", false)]
    [InlineData("/%61%2e%62", "a.b", false)]
    [InlineData("/a%20b", "a b", false)]
    [InlineData("/%C3%A9", "\u00c3\u00a9", false)]
    [InlineData("/%3f%23%25", "?#%", false)]
    [InlineData("/a:b", "a:b", false)]
    [InlineData("/./a/./b", "a/b", false)]
    [InlineData("/a/.", "a", true)]
    [InlineData("/a/../b", "b", false)]
    [InlineData("/a/b/..", "a", true)]
    [InlineData("/a/b/../", "a", true)]
    [InlineData("/a/..", "", true)]
    [InlineData("/a/%2E%2e/b", "b", false)]
    [InlineData("/a/b/../../c", "c", false)]
    [InlineData("/a/...", null, false)]
    [InlineData("/.well-known/acme", ".well-known/acme", false)]
    public void A_path_is_decoded_and_resolved(string path, string? expected, bool isFolder)
    {
        HttpStatusCode? refusal = Resolve(path, out string resolved, out bool endsAtFolder);

        Assert.Equal(expected is null ? HttpStatusCode.NotFound : null, refusal);
        if (expected is not null)
        {
            Assert.Equal((expected, isFolder), (resolved, endsAtFolder));
        }
    }

    [Theory]
    [InlineData("/..")]
    [InlineData("/../")]
    [InlineData("/../etc/passwd")]
    [InlineData("/a/../../etc/passwd")]
    [InlineData("/%2e%2e/etc/passwd")]
    [InlineData("/.%2e/etc/passwd")]
    [InlineData("/a/%2e%2e/%2e%2e/b")]
    [InlineData("/./../a")]
    [InlineData("/.git/config")]
    [InlineData("/a/.hidden")]
    [InlineData("/%2ehidden")]
    [InlineData("/.well-known2")]
    [InlineData("//")]
    [InlineData("//a")]
    [InlineData("/a//b")]
    public void What_leaves_the_site_or_is_hidden_is_not_found(string path) => Assert.Equal(HttpStatusCode.NotFound, Resolve(path, out _, out _));

    [Theory]
    [InlineData("/a%2fb")]
    [InlineData("/..%2fetc")]
    [InlineData("/..%2F..%2Fetc/passwd")]
    [InlineData("/a%5cb")]
    [InlineData("/..%5c..%5cwindows")]
    [InlineData("/a\\b")]
    [InlineData("/a%00.html")]
    [InlineData("/a%0d%0ab")]
    [InlineData("/a%7f")]
    [InlineData("/%")]
    [InlineData("/%4")]
    [InlineData("/%4g")]
    [InlineData("/%gg")]
    [InlineData("/%+4")]
    [InlineData("/% 4")]
    [InlineData("/%u0041")]
    [InlineData("a")]
    public void What_hides_something_is_malformed(string path) => Assert.Equal(HttpStatusCode.BadRequest, Resolve(path, out _, out _));

    [Fact]
    public void What_was_encoded_twice_is_decoded_once()
    {
        Assert.Null(Resolve("/%252e%252e/a", out string resolved, out _));
        Assert.Equal("%2e%2e/a", resolved);
    }

    private static HttpStatusCode? Resolve(string path, out string resolved, out bool isFolder)
    {
        byte[] destination = new byte[path.Length];
        HttpStatusCode? refusal = SitePath.TryResolve(Encoding.Latin1.GetBytes(path), destination, out int length, out isFolder);
        resolved = Encoding.Latin1.GetString(destination.AsSpan(0, length));
        return refusal;
    }
}
