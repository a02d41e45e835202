using CsCheck;

namespace UdpGame.Tests;

public sealed class TickScheduleTests
{
    private static readonly TimeSpan Start = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(10);

    [Fact]
    public void Ticks_and_missed_ticks_are_together_as_many_as_the_schedule_has() => Gen.Int[0, 35].Array[1, 200].Sample(pauses =>
    {
        var schedule = new TickSchedule(Start, Period);
        TimeSpan now = Start;
        long ticks = 0;

        foreach (int milliseconds in pauses)
        {
            now += TimeSpan.FromMilliseconds(milliseconds);
            ticks += schedule.TryAdvance(now, out uint missed) ? missed + 1 : 0;
            Assert.Equal((now - Start).Ticks / Period.Ticks, schedule.Tick);
        }

        Assert.Equal(schedule.Tick, ticks);
    });

    [Fact]
    public void A_tick_that_comes_in_the_time_of_the_next_one_is_the_next_one()
    {
        var schedule = new TickSchedule(Start, Period);

        Assert.True(schedule.TryAdvance(Start + (2.9 * Period), out uint missed));
        Assert.Equal((2u, 1u), (schedule.Tick, missed));
        Assert.False(schedule.TryAdvance(Start + (2.9 * Period), out missed));
        Assert.Equal(0u, missed);
        Assert.True(schedule.TryAdvance(Start + (3 * Period), out missed));
        Assert.Equal((3u, 0u), (schedule.Tick, missed));
    }
}
