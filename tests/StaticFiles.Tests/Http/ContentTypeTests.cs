using System.Text;
using StaticFiles.Http;

namespace StaticFiles.Tests.Http;

public sealed class ContentTypeTests
{
    [Theory]
    [InlineData("index.html", "text/html; charset=utf-8")]
    [InlineData("a/b/STYLE.CSS", "text/css; charset=utf-8")]
    [InlineData("app.min.js", "text/javascript; charset=utf-8")]
    [InlineData("a.png", "image/png")]
    [InlineData("a.svg", "image/svg+xml")]
    [InlineData("a.woff2", "font/woff2")]
    [InlineData("a.wasm", "application/wasm")]
    [InlineData("a.tar.gz", "application/gzip")]
    [InlineData("a", "application/octet-stream")]
    [InlineData("a.", "application/octet-stream")]
    [InlineData("folder.html/a", "application/octet-stream")]
    [InlineData("a.unheardof", "application/octet-stream")]
    [InlineData("a.extension-too-long", "application/octet-stream")]
    [InlineData("a.\u00e9", "application/octet-stream")]
    public void It_follows_from_the_extension(string path, string type) => Assert.Equal(type, Encoding.Latin1.GetString(ContentTypes.Of(Encoding.UTF8.GetBytes(path))));
}
