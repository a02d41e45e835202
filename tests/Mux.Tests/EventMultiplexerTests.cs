namespace Mux.Tests;

public sealed class EventMultiplexerTests
{
    [Fact]
    public void Create_makes_a_multiplexer_of_the_backend_that_works_here()
    {
        string here = ThisSystem.Backend;

        using IEventMultiplexer multiplexer = EventMultiplexer.Create();

        Assert.Equal(here, multiplexer.Name);
    }

    [Fact]
    public void Create_makes_a_new_multiplexer_at_each_call()
    {
        ThisSystem.SkipUnlessItHasABackend();

        using IEventMultiplexer first = EventMultiplexer.Create();
        using IEventMultiplexer second = EventMultiplexer.Create();

        Assert.NotSame(first, second);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("auto")]
    public void Create_takes_any_backend_where_the_options_name_none(string? backend)
    {
        string here = ThisSystem.Backend;

        using IEventMultiplexer multiplexer = EventMultiplexer.Create(new EventMultiplexerOptions { Backend = backend });

        Assert.Equal(here, multiplexer.Name);
    }

    [Fact]
    public void Create_goes_by_the_backend_of_the_options_in_any_case()
    {
        string here = ThisSystem.Backend;

        using IEventMultiplexer named = EventMultiplexer.Create(new EventMultiplexerOptions { Backend = here });
        using IEventMultiplexer shouted = EventMultiplexer.Create(new EventMultiplexerOptions { Backend = here.ToUpperInvariant() });

        Assert.Equal([here, here], [named.Name, shouted.Name]);
    }

    [Fact]
    public void Create_refuses_an_unknown_backend_and_lists_the_known_ones()
    {
        var options = new EventMultiplexerOptions { Backend = "select" };

        var refusal = Assert.Throws<ArgumentException>("options", () => EventMultiplexer.Create(options));

        Assert.StartsWith("There is no backend 'select'.", refusal.Message, StringComparison.Ordinal);
        Assert.All(BuiltInBackends.All, backend => Assert.Contains($"{backend.Name} (", refusal.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Create_refuses_a_backend_of_another_system()
    {
        IEventMultiplexerBackend? foreign = BuiltInBackends.All.FirstOrDefault(backend => !backend.IsSupported(out _));
        Assert.SkipWhen(foreign is null, "Every built-in backend works here.");

        var refusal = Assert.Throws<PlatformNotSupportedException>(() => EventMultiplexer.Create(new EventMultiplexerOptions { Backend = foreign!.Name }));

        Assert.StartsWith($"The backend '{foreign!.Name}' does not work on this system.", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_built_in_backends_have_distinct_lower_case_names_that_do_not_mean_any()
    {
        string[] names = [.. BuiltInBackends.All.Select(backend => backend.Name)];

        Assert.Equal(names.Length, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(names, name => Assert.Matches("^[a-z]+$", name));
        Assert.DoesNotContain(EventMultiplexerOptions.AutomaticBackend, names);
    }
}
