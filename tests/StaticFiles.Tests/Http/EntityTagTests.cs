using System.Text;
using StaticFiles.Http;

namespace StaticFiles.Tests.Http;

public sealed class EntityTagTests
{
    [Theory]
    [InlineData("\"a\"", "\"a\"", true, true)]
    [InlineData("\"a\"", "\"b\"", false, false)]
    [InlineData("W/\"a\"", "\"a\"", false, true)]
    [InlineData("W/\"a\"", "W/\"a\"", false, true)]
    [InlineData("\"\"", "\"\"", true, true)]
    [InlineData("\"a\"", "\"A\"", false, false)]
    public void Tags_are_compared_in_two_ways(string left, string right, bool strongly, bool weakly)
    {
        EntityTag one = Read(left);
        EntityTag other = Read(right);

        Assert.Equal((strongly, weakly), (one.IsStronglyEqualTo(other), one.IsWeaklyEqualTo(other)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("\"")]
    [InlineData("\"a")]
    [InlineData("w/\"a\"")]
    [InlineData("W/")]
    [InlineData("\"a b\"")]
    [InlineData("*")]
    public void Anything_else_is_no_tag(string text)
    {
        ReadOnlySpan<byte> bytes = Encoding.Latin1.GetBytes(text);

        Assert.False(EntityTag.TryTake(ref bytes, out _));
    }

    [Theory]
    [InlineData("\"a\"", "\"a\"")]
    [InlineData("\"a\", W/\"b\" ,\"c\"", "\"a\" \"b\" \"c\"")]
    [InlineData(", ,\"a\",,", "\"a\"")]
    [InlineData("\"a,b\"", "\"a,b\"")]
    [InlineData("\"a\", b, \"c\"", "\"a\"")]
    [InlineData("\"a\"\"b\"", "")]
    [InlineData("", "")]
    public void A_list_is_read_up_to_what_is_no_tag(string value, string expected)
    {
        var tags = new List<string>();
        foreach (EntityTag tag in new EntityTagList(Encoding.Latin1.GetBytes(value)))
        {
            tags.Add(Encoding.Latin1.GetString(tag.Opaque));
        }

        Assert.Equal(expected, string.Join(' ', tags));
    }

    private static EntityTag Read(string text)
    {
        ReadOnlySpan<byte> bytes = Encoding.Latin1.GetBytes(text);
        Assert.True(EntityTag.TryTake(ref bytes, out EntityTag tag));
        Assert.True(bytes.IsEmpty);
        return tag;
    }
}
