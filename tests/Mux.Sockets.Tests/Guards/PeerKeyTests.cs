using System.Net;

namespace Mux.Sockets.Tests;

/// <summary>Who counts as one peer.</summary>
public sealed class PeerKeyTests
{
    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("::1", "0.0.0.1", false)]
    [InlineData("::", "0.0.0.0", false)]
    [InlineData("64:ff9b::192.0.2.1", "64:ff9b::192.0.2.2", false)]
    [InlineData("64:ff9b::192.0.2.1", "192.0.2.1", true)]
    [InlineData("64:ff9b:1:2:3:4:192.0.2.1", "64:ff9b:1:2:3:4:192.0.2.2", false)]
    [InlineData("fe80::1", "fe80::2", false)]
    [InlineData("febf::1", "febf::2", false)]
    [InlineData("fec0::1", "fec0::2", true)]
    [InlineData("fe80::1%3", "fe80::1%3", true)]
    [InlineData("2002:c000:201::1", "2002:c000:201:ffff::1", true)]
    [InlineData("2002:c000:201::1", "2002:c000:202::1", false)]
    [InlineData("2002:c000:201::1", "192.0.2.1", true)]
    [InlineData("2001:0:1:2:3:4:3fff:fdfe", "192.0.2.1", true)]
    [InlineData("2001:0:1:2:3:4:3fff:fdfe", "2001:0:1:2:3:4:3fff:fdfd", false)]
    public void Addresses_are_one_peer_or_two(string one, string other, bool same) =>
        Assert.Equal(same, PeerKey.Of(IPAddress.Parse(one)) == PeerKey.Of(IPAddress.Parse(other)));

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1")]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1")]
    [InlineData("2001:db8:1:2:3::1", "2001:db8:1:2::/64")]
    [InlineData("fe80::1", "fe80::1")]
    [InlineData("2002:c000:201::1", "192.0.2.1")]
    public void It_says_whom_it_stands_for(string address, string text) => Assert.Equal(text, PeerKey.Of(IPAddress.Parse(address)).ToString());

    [Fact]
    public void A_peer_without_an_address_is_nobody_in_particular()
    {
        Assert.False(PeerKey.Of(null).IsKnown);
        Assert.Equal(default, PeerKey.Of(null));
    }
}
