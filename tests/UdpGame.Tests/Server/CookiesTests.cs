namespace UdpGame.Tests;

public sealed class CookiesTests
{
    private static readonly TimeSpan Now = TimeSpan.FromSeconds(100);
    private readonly Cookies _cookies = new();

    [Fact]
    public void A_cookie_is_good_for_its_window_and_the_next_one()
    {
        UInt128 cookie = _cookies.Make(Asker.Peer(1), Now);

        Assert.True(_cookies.IsGood(cookie, Asker.Peer(1), Now));
        Assert.True(_cookies.IsGood(cookie, Asker.Peer(1), Now + (2 * Cookies.Window) - TimeSpan.FromTicks(1)));
        Assert.False(_cookies.IsGood(cookie, Asker.Peer(1), Now + (2 * Cookies.Window)));
        Assert.False(_cookies.IsGood(cookie, Asker.Peer(1), Now - TimeSpan.FromTicks(1)));
    }

    [Fact]
    public void A_cookie_is_good_for_its_address_only() => Assert.False(_cookies.IsGood(_cookies.Make(Asker.Peer(1), Now), Asker.Peer(2), Now));

    [Fact]
    public void A_cookie_of_another_server_is_none() => Assert.False(_cookies.IsGood(new Cookies().Make(Asker.Peer(1), Now), Asker.Peer(1), Now));

    [Fact]
    public void A_cookie_of_which_one_bit_was_changed_is_none()
    {
        UInt128 cookie = _cookies.Make(Asker.Peer(1), Now);

        Assert.All(Enumerable.Range(0, 128), bit => Assert.False(_cookies.IsGood(cookie ^ (UInt128.One << bit), Asker.Peer(1), Now)));
    }
}
