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
    public void Addresses_are_one_peer_or_two(string one, string other, bool same) =>
        Assert.Equal(same, PeerKey.Of(IPAddress.Parse(one)) == PeerKey.Of(IPAddress.Parse(other)));

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1")]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1")]
    [InlineData("2001:db8:1:2:3::1", "2001:db8:1:2::/64")]
    public void It_says_whom_it_stands_for(string address, string text) => Assert.Equal(text, PeerKey.Of(IPAddress.Parse(address)).ToString());

    [Fact]
    public void A_peer_without_an_address_is_nobody_in_particular()
    {
        Assert.False(PeerKey.Of(null).IsKnown);
        Assert.Equal(default, PeerKey.Of(null));
    }
}
