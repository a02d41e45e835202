using StaticFiles.Site;

namespace StaticFiles.Tests.Site;

public sealed class WindowsNameTests
{
    [Theory]
    [InlineData("a.txt", true)]
    [InlineData("console.txt", true)]
    [InlineData("COMMON", true)]
    [InlineData("com10", true)]
    [InlineData("a~1.txt", true)]
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
    public void A_name_that_means_something_else_on_Windows_is_known(string name, bool isOrdinary) => Assert.Equal(isOrdinary, WindowsName.IsOrdinary(name));
}
