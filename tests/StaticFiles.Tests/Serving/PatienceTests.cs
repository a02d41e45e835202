using StaticFiles.Serving;

namespace StaticFiles.Tests.Serving;

public sealed class PatienceTests
{
    private static readonly TimeSpan Full = TimeSpan.FromSeconds(30);

    [Fact]
    public void A_peer_that_reads_nothing_has_the_full_time()
    {
        var patience = new Patience(Full, leastRate: 1000);

        patience.Wait(TimeSpan.FromSeconds(29));
        TimeSpan before = patience.Left;
        patience.Wait(TimeSpan.FromSeconds(1));

        Assert.Equal((TimeSpan.FromSeconds(1), TimeSpan.Zero), (before, patience.Left));
    }

    [Fact]
    public void What_is_read_renews_as_much_time_as_it_takes_at_the_lowest_rate()
    {
        var patience = new Patience(Full, leastRate: 1000);

        patience.Wait(TimeSpan.FromSeconds(20));
        patience.Renew(5500);

        Assert.Equal(TimeSpan.FromSeconds(15.5), patience.Left);
    }

    [Fact]
    public void A_fast_beginning_earns_no_more_than_the_full_time()
    {
        var patience = new Patience(Full, leastRate: 1);

        patience.Renew(int.MaxValue);
        patience.Renew(int.MaxValue);

        Assert.Equal(Full, patience.Left);
    }

    [Theory]
    [InlineData(28_000, true)]
    [InlineData(30_000, false)]
    public void A_peer_that_reads_just_before_its_time_is_up_runs_out_of_it_unless_it_reads_enough(int bytes, bool runsOut)
    {
        var patience = new Patience(Full, leastRate: 1000);

        int rounds = 0;
        for (; rounds < 1000 && patience.Left > TimeSpan.Zero; rounds++)
        {
            patience.Wait(TimeSpan.FromSeconds(29));
            patience.Renew(bytes);
        }

        Assert.Equal(runsOut, rounds < 1000);
    }

    [Fact]
    public void Without_a_lowest_rate_a_byte_renews_all()
    {
        var patience = new Patience(Full, leastRate: 0);

        patience.Wait(TimeSpan.FromSeconds(29));
        patience.Renew(1);

        Assert.Equal(Full, patience.Left);
    }
}
