using System.Text;
using StaticFiles.Http;

namespace StaticFiles.Tests.Http;

public sealed class RangeHeaderTests
{
    [Theory]
    [InlineData("bytes=0-0", 0, 1)]
    [InlineData("bytes=0-499", 0, 500)]
    [InlineData("BYTES=500-599", 500, 100)]
    [InlineData("bytes=999-999", 999, 1)]
    [InlineData("bytes=999-2000", 999, 1)]
    [InlineData("bytes=0-99999999999999999999999", 0, 1000)]
    [InlineData("bytes=500-", 500, 500)]
    [InlineData("bytes=-1", 999, 1)]
    [InlineData("bytes=-1000", 0, 1000)]
    [InlineData("bytes=-5000", 0, 1000)]
    [InlineData("bytes= 1-2 ", 1, 2)]
    public void A_range_is_a_part_of_the_file(string value, long offset, long count)
    {
        Assert.Equal(RangeHeader.Outcome.Satisfiable, RangeHeader.Read(Encoding.Latin1.GetBytes(value), 1000, out ByteRange range));
        Assert.Equal(new ByteRange(offset, count), range);
    }

    [Theory]
    [InlineData("bytes=1000-", 1000)]
    [InlineData("bytes=1000-1000", 1000)]
    [InlineData("bytes=99999999999999999999999-", 1000)]
    [InlineData("bytes=-0", 1000)]
    [InlineData("bytes=0-", 0)]
    [InlineData("bytes=0-0", 0)]
    public void A_range_behind_the_end_cannot_be_satisfied(string value, long length) =>
        Assert.Equal(RangeHeader.Outcome.Unsatisfiable, RangeHeader.Read(Encoding.Latin1.GetBytes(value), length, out _));

    [Theory]
    [InlineData("")]
    [InlineData("bytes")]
    [InlineData("bytes=")]
    [InlineData("bytes=-")]
    [InlineData("bytes=1")]
    [InlineData("bytes=2-1")]
    [InlineData("bytes=a-b")]
    [InlineData("bytes=1-2x")]
    [InlineData("bytes=--1")]
    [InlineData("bytes=+1-2")]
    [InlineData("bytes=1 - 2")]
    [InlineData("bytes=0-1,2-3")]
    [InlineData("bytes=0-1,")]
    [InlineData("lines=0-1")]
    [InlineData("bytes 0-1")]
    public void Anything_else_is_ignored(string value) => Assert.Equal(RangeHeader.Outcome.Ignored, RangeHeader.Read(Encoding.Latin1.GetBytes(value), 1000, out _));

    [Fact]
    public void The_last_bytes_of_an_empty_file_are_all_of_it() => Assert.Equal(RangeHeader.Outcome.Ignored, RangeHeader.Read("bytes=-5"u8, 0, out _));
}
