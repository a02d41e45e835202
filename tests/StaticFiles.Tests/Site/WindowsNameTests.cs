using StaticFiles.Site;

namespace StaticFiles.Tests.Site;

public sealed class WindowsNameTests
{
    [Theory]
    [InlineData("a.txt", true)]
    [InlineData("console.txt", true)]
    [InlineData("COMMON", true)]
    [InlineData("com10", true)]
    [InlineData("a~.txt", true)]
    [InlineData("~a.txt", true)]
    [InlineData("a~1b.txt", true)]
    [InlineData("notes~1.html", true)]
    [InlineData("long notes~1.txt", true)]
    [InlineData("", false)]
    [InlineData("a.txt:stream", false)]
    [InlineData("a.txt::$DATA", false)]
    [InlineData("C:", false)]
    [InlineData("a.", false)]
    [InlineData("a ", false)]
    [InlineData("a?", false)]
    [InlineData("CON", false)]
    [InlineData("con.txt", false)]
    [InlineData("NUL .html", false)]
    [InlineData("aux.tar.gz", false)]
    [InlineData("COM1", false)]
    [InlineData("lpt9.txt", false)]
    [InlineData("COM\u00b9", false)]
    [InlineData("CONIN$", false)]
    [InlineData("GIT~1", false)]
    [InlineData("git~10", false)]
    [InlineData("GI3C41~1", false)]
    [InlineData("HTACCE~1", false)]
    [InlineData("a~1.txt", false)]
    [InlineData("~1.md", false)]
    [InlineData("LONGNA~2.HTM", false)]
    public void A_name_that_means_something_else_on_Windows_is_known(string name, bool isOrdinary) => Assert.Equal(isOrdinary, WindowsName.IsOrdinary(name));
}
