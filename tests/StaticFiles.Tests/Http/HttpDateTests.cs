using System.Text;
using CsCheck;
using StaticFiles.Http;

namespace StaticFiles.Tests.Http;

public sealed class HttpDateTests
{
    private static readonly DateTime Now = new(2025, 6, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly DateTime Example = new(1994, 11, 6, 8, 49, 37, DateTimeKind.Utc);

    [Theory]
    [InlineData("Sun, 06 Nov 1994 08:49:37 GMT")]
    [InlineData("Sunday, 06-Nov-94 08:49:37 GMT")]
    [InlineData("Sun Nov  6 08:49:37 1994")]
    [InlineData("Sun Nov 06 08:49:37 1994")]
    public void All_three_forms_are_read(string text)
    {
        Assert.True(HttpDate.TryParse(Encoding.Latin1.GetBytes(text), Now, out DateTime read));
        Assert.Equal(Example, read);
        Assert.Equal(DateTimeKind.Utc, read.Kind);
    }

    [Theory]
    [InlineData("Friday, 06-Nov-74 08:49:37 GMT", 2074)]
    [InlineData("Friday, 06-Nov-75 08:49:37 GMT", 2075)]
    [InlineData("Friday, 06-Nov-76 08:49:37 GMT", 1976)]
    public void A_year_of_two_digits_is_at_most_fifty_years_ahead(string text, int year)
    {
        Assert.True(HttpDate.TryParse(Encoding.Latin1.GetBytes(text), Now, out DateTime read));
        Assert.Equal(year, read.Year);
    }

    [Fact]
    public void A_leap_second_is_the_second_before()
    {
        Assert.True(HttpDate.TryParse("Sat, 31 Dec 2016 23:59:60 GMT"u8, Now, out DateTime read));
        Assert.Equal(new DateTime(2016, 12, 31, 23, 59, 59, DateTimeKind.Utc), read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("yesterday")]
    [InlineData("Sun, 06 Nov 1994 08:49:37")]
    [InlineData("Sun, 06 Nov 1994 08:49:37 UTC")]
    [InlineData("Sun, 06 Nov 1994 08:49:37 GMT ")]
    [InlineData("sun, 06 Nov 1994 08:49:37 GMT")]
    [InlineData("Sun, 06 nov 1994 08:49:37 GMT")]
    [InlineData("Sun, 6 Nov 1994 08:49:37 GMT")]
    [InlineData("Sun, 31 Feb 1994 08:49:37 GMT")]
    [InlineData("Sun, 00 Nov 1994 08:49:37 GMT")]
    [InlineData("Sun, 06 Nov 0000 08:49:37 GMT")]
    [InlineData("Sun, 06 Nov 1994 24:00:00 GMT")]
    [InlineData("Sun, 06 Nov 1994 08:60:37 GMT")]
    [InlineData("Sun, 06 Nov 1994 08:49:61 GMT")]
    [InlineData("Sun, 06 Nov 1994 08-49-37 GMT")]
    [InlineData("Sun, +6 Nov 1994 08:49:37 GMT")]
    [InlineData("Funday, 06-Nov-94 08:49:37 GMT")]
    [InlineData("Sunday, 06 Nov 94 08:49:37 GMT")]
    [InlineData("Sun Nov  6 08:49:37 94  ")]
    public void Anything_else_is_no_date(string text) => Assert.False(HttpDate.TryParse(Encoding.Latin1.GetBytes(text), Now, out _));

    [Fact]
    public void What_is_written_is_read_again() =>
        Gen.DateTime.Sample(
            moment =>
            {
                DateTime utc = DateTime.SpecifyKind(moment, DateTimeKind.Utc);
                Span<byte> text = stackalloc byte[HttpDate.Length];
                HttpDate.Write(utc, text);
                Assert.True(HttpDate.TryParse(text, Now, out DateTime read));
                Assert.Equal(HttpDate.ToSeconds(utc), read);
            },
            iter: 10_000);
}
