namespace Mux.Conformance;

/// <summary>What a multiplexer says of itself.</summary>
public abstract class IdentityTests : ConformanceSuite
{
    [Fact]
    public virtual void The_name_is_one_lower_case_word()
    {
        using IEventMultiplexer mux = Create();

        Assert.Matches("^[a-z]+$", mux.Name);
    }

    [Fact]
    public virtual void Two_multiplexers_of_a_backend_say_the_same()
    {
        using IEventMultiplexer mux = Create();
        using IEventMultiplexer other = Create();

        Assert.NotSame(mux, other);
        Assert.Equal(mux.Name, other.Name);
        Assert.Equal(mux.Features, other.Features);
    }

    [Fact]
    public virtual void Features_are_known_ones_and_stay_the_same_after_use()
    {
        using IEventMultiplexer mux = Create();
        MultiplexerFeatures before = mux.Features;
        MultiplexerFeatures known = Enum.GetValues<MultiplexerFeatures>().Aggregate((all, one) => all | one);

        Assert.Empty(mux.Collect(TimeSpan.FromMicroseconds(500)));

        Assert.Equal(MultiplexerFeatures.None, before & ~known);
        Assert.Equal(before, mux.Features);
    }
}
