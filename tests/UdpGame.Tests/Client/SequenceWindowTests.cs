using CsCheck;

namespace UdpGame.Tests;

public sealed class SequenceWindowTests
{
    // A network: what is sent is shifted by some places, left out or doubled. Starts near the end, so that numbers begin again on the way.
    private static readonly Gen<uint[]> Arrivals =
        from start in Gen.OneOf(Gen.UInt, Gen.UInt[uint.MaxValue - 200, uint.MaxValue], Gen.Const(0u))
        from fates in Gen.Select(Gen.Int[0, 9], Gen.Int[0, 100], Gen.Int[0, 150]).Array[1, 400]
        select Arrive(start, fates);

    [Fact]
    public void It_agrees_with_a_model_that_remembers_everything() => Arrivals.Sample(
        numbers =>
        {
            var window = new SequenceWindow();
            var model = new EverythingRemembered();

            foreach (uint number in numbers)
            {
                Assert.Equal(model.Take(number), window.Take(number));
                Assert.Equal(model.Lost, window.Lost);
                Assert.Equal(model.Missing, window.Missing);
            }
        },
        iter: 3000);

    [Fact]
    public void It_agrees_with_the_model_on_any_numbers() => Gen.OneOf(Gen.UInt, Gen.UInt[0, 300], Gen.UInt[0, 3 * SequenceWindow.MostAhead], Gen.UInt[uint.MaxValue - 100, uint.MaxValue]).Array[1, 100].Sample(
        numbers =>
        {
            var window = new SequenceWindow();
            var model = new EverythingRemembered();

            Assert.All(numbers, number => Assert.Equal(model.Take(number), window.Take(number)));
            Assert.Equal(model.Lost, window.Lost);
        },
        iter: 3000);

    [Fact]
    public void Every_number_that_was_sent_is_accounted_for_once() => Gen.Select(Gen.Int[1, 500], Gen.Int).Sample(
        (count, seed) =>
        {
            var window = new SequenceWindow();
            uint[] numbers = [.. Enumerable.Range(0, count).Select(number => unchecked((uint)number - 250))];
            var random = new Random(seed);
            random.Shuffle(numbers.AsSpan(1..)); // The first one comes first: what comes from before it is late.

            var arrivals = numbers.Select(number => window.Take(number)).ToLookup(arrival => arrival);

            Assert.Empty(arrivals[Arrival.Duplicated]);
            Assert.Equal(0, window.Missing);
            Assert.Equal(window.Lost, arrivals[Arrival.Late].Count()); // Given up, each of them, before it came.
        },
        iter: 1000);

    [Fact]
    public void A_gap_is_looked_for_as_long_as_the_window_reaches_and_then_lost()
    {
        var window = new SequenceWindow();
        window.Take(uint.MaxValue);

        window.Take(1); // 0 is missing.
        for (uint number = 2; number < SequenceWindow.Length; number++)
        {
            window.Take(number);
        }

        Assert.Equal((1, 0), (window.Missing, window.Lost));
        window.Take(SequenceWindow.Length);
        Assert.Equal((0, 1), (window.Missing, window.Lost));
        Assert.Equal(Arrival.Late, window.Take(0));
    }

    [Theory]
    [InlineData(1u, nameof(Arrival.Newest))]
    [InlineData((uint)SequenceWindow.MostAhead, nameof(Arrival.Newest))]
    [InlineData(SequenceWindow.MostAhead + 1u, nameof(Arrival.TooFarAhead))]
    [InlineData(0x7FFF_FFFFu, nameof(Arrival.TooFarAhead))]
    [InlineData(0x8000_0000u, nameof(Arrival.Late))]
    [InlineData(0xFFFF_FFFFu, nameof(Arrival.Late))]
    [InlineData(0u, nameof(Arrival.Duplicated))]
    public void Newer_is_what_is_ahead_by_less_than_half_of_all_numbers_and_too_much_is_not_believed(uint ahead, string arrival)
    {
        var window = new SequenceWindow();
        window.Take(3_000_000_000);

        Assert.Equal(arrival, $"{window.Take(unchecked(3_000_000_000 + ahead))}");
    }

    private static uint[] Arrive(uint start, (int Fate, int Delay, int Again)[] fates)
    {
        var line = new List<(int When, uint Number)>();
        for (int index = 0; index < fates.Length; index++)
        {
            (int fate, int delay, int again) = fates[index];
            uint number = unchecked(start + (uint)index);
            if (fate > 1)
            {
                line.Add((index + (fate > 7 ? delay : 0), number));
            }

            if (fate is 2 or 9)
            {
                line.Add((index + again, number));
            }
        }

        return [.. line.OrderBy(one => one.When).Select(one => one.Number)];
    }
}
