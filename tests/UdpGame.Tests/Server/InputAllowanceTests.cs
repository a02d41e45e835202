using CsCheck;

namespace UdpGame.Tests;

public sealed class InputAllowanceTests
{
    [Fact]
    public void In_no_span_of_time_there_are_more_than_the_rate_and_one_burst() => Gen.Int[0, 60].Array[1, 300].Sample(pauses =>
    {
        var allowance = new InputAllowance();
        var taken = new List<TimeSpan>();
        TimeSpan now = TimeSpan.FromSeconds(1);

        foreach (int milliseconds in pauses)
        {
            now += TimeSpan.FromMilliseconds(milliseconds);
            if (allowance.TryTake(now))
            {
                taken.Add(now);
            }
        }

        for (int first = 0; first < taken.Count; first++)
        {
            for (int last = first; last < taken.Count; last++)
            {
                Assert.InRange(last - first + 1, 1, InputAllowance.Burst + ((taken[last] - taken[first]).TotalSeconds * InputAllowance.PerSecond));
            }
        }
    });

    [Fact]
    public void Whoever_keeps_to_the_rate_is_never_refused()
    {
        var allowance = new InputAllowance();

        Assert.All(Enumerable.Range(0, 1000), number => Assert.True(allowance.TryTake(number * TimeSpan.FromSeconds(1) / InputAllowance.PerSecond)));
    }
}
