using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Mux.Tests;

public sealed class AddKeyedEventMultiplexerTests
{
    private readonly RecordingBackend _backend = new("recording");

    [Fact]
    public void Each_key_has_a_multiplexer_of_its_own_and_so_has_no_key()
    {
        using ServiceProvider provider = Services()
            .AddEventMultiplexer(Record)
            .AddKeyedEventMultiplexer("a", Record)
            .AddKeyedEventMultiplexer("b", Record)
            .BuildServiceProvider();

        IEventMultiplexer[] multiplexers =
        [
            provider.GetRequiredService<IEventMultiplexer>(),
            provider.GetRequiredKeyedService<IEventMultiplexer>("a"),
            provider.GetRequiredKeyedService<IEventMultiplexer>("b"),
        ];

        Assert.Equal(3, multiplexers.Distinct().Count());
        Assert.Equal(_backend.Created.Select(mock => mock.Object), multiplexers);
    }

    [Fact]
    public void A_key_resolves_the_same_multiplexer_every_time()
    {
        using ServiceProvider provider = Services().AddKeyedEventMultiplexer("a", Record).BuildServiceProvider();

        var first = provider.GetRequiredKeyedService<IEventMultiplexer>("a");
        var second = provider.GetRequiredKeyedService<IEventMultiplexer>("a");

        Assert.Same(first, second);
    }

    [Fact]
    public void Adding_a_key_adds_nothing_without_one()
    {
        using ServiceProvider provider = Services().AddKeyedEventMultiplexer("a").BuildServiceProvider();

        Assert.Null(provider.GetService<IEventMultiplexer>());
        Assert.Null(provider.GetService<IEventMultiplexerFactory>());
    }

    [Fact]
    public void The_options_of_a_key_are_not_those_of_another()
    {
        using ServiceProvider provider = Services()
            .AddEventMultiplexer()
            .AddKeyedEventMultiplexer("a", options => options.Backend = "unknown")
            .AddKeyedEventMultiplexer("b", Record)
            .BuildServiceProvider();

        var multiplexer = provider.GetRequiredKeyedService<IEventMultiplexer>("b");

        Assert.Equal("recording", multiplexer.Name);
        Assert.Throws<OptionsValidationException>(() => provider.GetRequiredKeyedService<IEventMultiplexer>("a"));
        Assert.Null(provider.GetRequiredService<IOptions<EventMultiplexerOptions>>().Value.Backend);
    }

    [Fact]
    public void The_options_of_a_key_can_come_from_a_configuration_section()
    {
        IConfiguration configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new KeyValuePair<string, string?>("Devices:Backend", "recording")])
            .Build();
        using ServiceProvider provider = Services().AddKeyedEventMultiplexer("a", configuration.GetSection("Devices")).BuildServiceProvider();

        var multiplexer = provider.GetRequiredKeyedService<IEventMultiplexer>("a");

        Assert.Equal("recording", multiplexer.Name);
    }

    [Fact]
    public void The_options_of_a_string_key_are_the_options_of_that_name()
    {
        using ServiceProvider provider = Services()
            .AddKeyedEventMultiplexer("a")
            .Configure<EventMultiplexerOptions>("a", Record)
            .BuildServiceProvider();

        var multiplexer = provider.GetRequiredKeyedService<IEventMultiplexer>("a");

        Assert.Equal("recording", multiplexer.Name);
    }

    [Fact]
    public void A_second_call_with_an_equal_key_only_adds_its_configuration()
    {
        using ServiceProvider provider = Services()
            .AddKeyedEventMultiplexer(new Port(7), options => options.Backend = "unknown")
            .AddKeyedEventMultiplexer(new Port(7), Record)
            .AddKeyedEventMultiplexer(new Port(7))
            .BuildServiceProvider();

        var multiplexer = provider.GetRequiredKeyedService<IEventMultiplexer>(new Port(7));

        Assert.Equal("recording", multiplexer.Name);
        Assert.Single(provider.GetKeyedServices<IEventMultiplexer>(new Port(7)));
        Assert.Single(provider.GetKeyedServices<IEventMultiplexerFactory>(new Port(7)));
    }

    // The text of a key is not the key: "7", 7 and two objects of one class read alike.
    [Fact]
    public void Keys_that_read_alike_have_options_of_their_own()
    {
        object[] keys = ["7", 7, 7L, new Port(7), "", new object(), new object(), "7 (key 1)"];
        IServiceCollection services = Services().AddEventMultiplexer(options => options.Backend = "default");
        var seen = new List<string?>();
        foreach (object key in keys)
        {
            services.AddKeyedEventMultiplexer(key, options => seen.Add(options.Backend));
        }

        services.PostConfigureAll<EventMultiplexerOptions>(Record);
        using ServiceProvider provider = services.BuildServiceProvider();

        IEventMultiplexer[] multiplexers = [.. keys.Select(key => provider.GetRequiredKeyedService<IEventMultiplexer>(key))];

        Assert.Equal(keys.Length, multiplexers.Distinct().Count());
        Assert.Equal(Enumerable.Repeat<string?>(null, keys.Length), seen); // Once each: no key's options were configured twice, nor from the default ones.
    }

    [Fact]
    public void Every_key_is_no_key()
    {
        var services = new ServiceCollection();

        Assert.Throws<ArgumentException>("serviceKey", () => services.AddKeyedEventMultiplexer(KeyedService.AnyKey));
    }

    [Fact]
    public void Calls_can_be_chained()
    {
        var services = new ServiceCollection();
        IConfiguration configuration = new ConfigurationBuilder().Build();

        Assert.Same(services, services.AddKeyedEventMultiplexer(1));
        Assert.Same(services, services.AddKeyedEventMultiplexer(1, _ => { }));
        Assert.Same(services, services.AddKeyedEventMultiplexer(1, configuration));
    }

    [Fact]
    public void Null_arguments_are_refused_by_name()
    {
        var services = new ServiceCollection();
        IConfiguration configuration = new ConfigurationBuilder().Build();

        Assert.Throws<ArgumentNullException>("services", () => default(IServiceCollection)!.AddKeyedEventMultiplexer("a"));
        Assert.Throws<ArgumentNullException>("services", () => default(IServiceCollection)!.AddKeyedEventMultiplexer("a", _ => { }));
        Assert.Throws<ArgumentNullException>("services", () => default(IServiceCollection)!.AddKeyedEventMultiplexer("a", configuration));
        Assert.Throws<ArgumentNullException>("serviceKey", () => services.AddKeyedEventMultiplexer(null!));
        Assert.Throws<ArgumentNullException>("serviceKey", () => services.AddKeyedEventMultiplexer(null!, _ => { }));
        Assert.Throws<ArgumentNullException>("serviceKey", () => services.AddKeyedEventMultiplexer(null!, configuration));
        Assert.Throws<ArgumentNullException>("configure", () => services.AddKeyedEventMultiplexer("a", default(Action<EventMultiplexerOptions>)!));
        Assert.Throws<ArgumentNullException>("configuration", () => services.AddKeyedEventMultiplexer("a", default(IConfiguration)!));
        Assert.Empty(services);
    }

    private static void Record(EventMultiplexerOptions options) => options.Backend = "recording";

    private IServiceCollection Services() => new ServiceCollection().AddSingleton<IEventMultiplexerBackend>(_backend);

    private sealed record Port(int Number)
    {
        public override string ToString() => $"{Number}";
    }
}
