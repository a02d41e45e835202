using Microsoft.Extensions.Time.Testing;

namespace TcpProxy.Tests;

public sealed class TroubleLinesTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly StringWriter _lines = new() { NewLine = "|" };
    private readonly Trouble _trouble;

    public TroubleLinesTests() => _trouble = new Trouble(_lines, _time);

    public void Dispose() => _lines.Dispose();

    [Fact]
    public void Failure_and_success_in_turn_are_one_line()
    {
        for (int number = 0; number < 1000; number++)
        {
            _trouble.Report("down");
            _trouble.Ease();
            _time.Advance(Trouble.Calm / 2);
        }

        Assert.Equal("down|", $"{_lines}");
    }

    [Fact]
    public void Two_troubles_in_turn_are_one_line_each()
    {
        for (int number = 0; number < 1000; number++)
        {
            _trouble.Report("down");
            _trouble.Report("full");
            _trouble.Ease();
        }

        Assert.Equal("down|full|", $"{_lines}");
    }

    [Fact]
    public void A_trouble_that_comes_back_after_a_calm_time_is_news()
    {
        _trouble.Report("down");
        _time.Advance(Trouble.Calm);
        _trouble.Ease();
        _trouble.Report("down");

        Assert.Equal("down|down|", $"{_lines}");
    }

    [Fact]
    public void A_trouble_in_which_nothing_goes_well_is_one_line_however_long_it_lasts()
    {
        _trouble.Report("down");
        _time.Advance(100 * Trouble.Calm);
        _trouble.Report("down");

        Assert.Equal("down|", $"{_lines}");
    }
}
