namespace UdpGame.Tests;

public sealed class StateAccountTests
{
    [Fact]
    public void A_round_trip_is_the_time_since_the_input_without_what_the_server_held_it()
    {
        var account = new StateAccount();
        var traffic = new Traffic();

        account.Take(StateOf(1, sentAt: 0, new InputEcho(1, Time: 1000, Held: 300)), TimeSpan.FromMicroseconds(1500), traffic);
        account.Take(StateOf(2, sentAt: 0, new InputEcho(1, Time: 1000, Held: 900)), TimeSpan.FromMicroseconds(9000), traffic); // The same input: known already.

        Assert.Equal(1, traffic.RoundTrips);
        Assert.Equal(TimeSpan.FromMicroseconds(200), traffic.RoundTripTime);
        Assert.Equal(TimeSpan.FromMicroseconds(200), traffic.LongestRoundTrip);
    }

    [Fact]
    public void A_round_trip_across_the_end_of_the_microseconds_is_as_long_as_any()
    {
        var account = new StateAccount();
        var traffic = new Traffic();
        TimeSpan wrapped = TimeSpan.FromMicroseconds(0x1_0000_0000 + 40);

        account.Take(StateOf(1, sentAt: 0, new InputEcho(1, Time: uint.MaxValue - 59, Held: 30)), wrapped, traffic);

        Assert.Equal(TimeSpan.FromMicroseconds(70), traffic.RoundTripTime);
    }

    [Fact]
    public void States_at_an_even_pace_have_no_jitter_and_an_uneven_one_has_a_sixteenth_of_the_difference()
    {
        var account = new StateAccount();
        var traffic = new Traffic();

        account.Take(StateOf(1, sentAt: 1000), TimeSpan.FromMicroseconds(5000), traffic);
        account.Take(StateOf(2, sentAt: 2000), TimeSpan.FromMicroseconds(6000), traffic);
        Assert.Equal(0, traffic.Jitter);
        account.Take(StateOf(3, sentAt: 3000), TimeSpan.FromMicroseconds(7160), traffic);

        Assert.Equal(10, traffic.Jitter);
    }

    [Fact]
    public void What_comes_is_counted_by_what_it_is()
    {
        var account = new StateAccount();
        var traffic = new Traffic();

        foreach (uint sequence in (uint[])[10, 12, 11, 11, 80, 13, 79])
        {
            account.Take(StateOf(sequence, sentAt: 0), TimeSpan.Zero, traffic);
        }

        // 13 to 16 were given up when 80 came; 17 to 78 are still looked for.
        Assert.Equal((7, 4, 1, 1, 2), (traffic.Received, traffic.Lost, traffic.Late, traffic.Duplicated, traffic.Reordered));
        Assert.Equal(62, account.Missing);
    }

    [Fact]
    public void A_state_too_far_ahead_is_forged_and_changes_nothing_else()
    {
        var account = new StateAccount();
        var traffic = new Traffic();
        account.Take(StateOf(1, sentAt: 0), TimeSpan.Zero, traffic);

        Arrival arrival = account.Take(StateOf(1_000_000_000, sentAt: 0, new InputEcho(7, Time: 0, Held: 0)), TimeSpan.Zero, traffic);

        Assert.Equal(Arrival.TooFarAhead, arrival);
        Assert.Equal((1, 1, 0, 0), (traffic.Forged, traffic.Received, traffic.Lost, traffic.RoundTrips));
        Assert.Equal(Arrival.Newest, account.Take(StateOf(2, sentAt: 0), TimeSpan.Zero, traffic));
    }

    private static State StateOf(uint sequence, uint sentAt, InputEcho echo = default) => new(Key: 0, sequence, sequence, sentAt, echo, 0, 0);
}
