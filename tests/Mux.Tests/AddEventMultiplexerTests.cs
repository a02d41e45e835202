using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Mux.Tests;

public sealed class AddEventMultiplexerTests
{
    private readonly RecordingBackend _backend = new("recording");

    [Fact]
    public void Without_configuration_the_choice_of_the_backend_is_left_open()
    {
        using ServiceProvider provider = Services().AddEventMultiplexer().BuildServiceProvider();

        EventMultiplexerOptions options = provider.GetRequiredService<IOptions<EventMultiplexerOptions>>().Value;

        Assert.Null(options.Backend);
    }

    [Fact]
    public void Without_configuration_the_backend_of_this_system_is_used()
    {
        string here = ThisSystem.Backend;
        using ServiceProvider provider = new ServiceCollection().AddEventMultiplexer().BuildServiceProvider();

        var multiplexer = provider.GetRequiredService<IEventMultiplexer>();

        Assert.Equal(here, multiplexer.Name);
    }

    [Fact]
    public void Options_can_be_set_in_code()
    {
        using ServiceProvider provider = Services().AddEventMultiplexer(options => options.Backend = "recording").BuildServiceProvider();

        var multiplexer = provider.GetRequiredService<IEventMultiplexer>();

        Assert.Equal("recording", multiplexer.Name);
    }

    [Fact]
    public void Options_can_come_from_a_configuration_section()
    {
        IConfiguration configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new KeyValuePair<string, string?>("Mux:Backend", "recording")])
            .Build();
        using ServiceProvider provider = Services().AddEventMultiplexer(configuration.GetSection("Mux")).BuildServiceProvider();

        var multiplexer = provider.GetRequiredService<IEventMultiplexer>();

        Assert.Equal("recording", multiplexer.Name);
    }

    [Fact]
    public void A_factory_goes_by_configuration_that_was_reloaded()
    {
        IConfigurationRoot configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new KeyValuePair<string, string?>("Backend", "auto")])
            .Build();
        using ServiceProvider provider = Services().AddEventMultiplexer(configuration).BuildServiceProvider();
        var factory = provider.GetRequiredService<IEventMultiplexerFactory>();

        configuration["Backend"] = "recording";
        configuration.Reload();
        using IEventMultiplexer multiplexer = factory.Create();

        Assert.Equal("recording", multiplexer.Name);
    }

    [Fact]
    public void A_second_call_only_adds_its_configuration()
    {
        IServiceCollection services = Services()
            .AddEventMultiplexer(options => options.Backend = "unknown")
            .AddEventMultiplexer(options => options.Backend = "recording")
            .AddEventMultiplexer();
        using ServiceProvider provider = services.BuildServiceProvider();

        var multiplexer = provider.GetRequiredService<IEventMultiplexer>();

        Assert.Equal("recording", multiplexer.Name);
        Assert.Single(provider.GetServices<IEventMultiplexer>());
        Assert.Single(provider.GetServices<IEventMultiplexerFactory>());
        Assert.Equal(2, provider.GetServices<IValidateOptions<EventMultiplexerOptions>>().Count());
        Assert.Equal(BuiltInBackends.All.Count + 1, provider.GetServices<IEventMultiplexerBackend>().Count());
    }

    [Fact]
    public void A_factory_that_is_registered_already_stays_and_makes_the_multiplexer()
    {
        IEventMultiplexer made = Mock.Of<IEventMultiplexer>();
        IEventMultiplexerFactory own = Mock.Of<IEventMultiplexerFactory>(factory => factory.Create() == made);
        using ServiceProvider provider = Services().AddSingleton(own).AddEventMultiplexer().BuildServiceProvider();

        var multiplexer = provider.GetRequiredService<IEventMultiplexer>();

        Assert.Same(made, multiplexer);
    }

    [Fact]
    public void A_multiplexer_that_is_registered_already_stays()
    {
        IEventMultiplexer own = Mock.Of<IEventMultiplexer>();
        using ServiceProvider provider = Services().AddSingleton(own).AddEventMultiplexer().BuildServiceProvider();

        var multiplexer = provider.GetRequiredService<IEventMultiplexer>();

        Assert.Same(own, multiplexer);
    }

    [Fact]
    public void Every_scope_resolves_the_one_multiplexer()
    {
        using ServiceProvider provider = Services()
            .AddEventMultiplexer(options => options.Backend = "recording")
            .BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true, ValidateOnBuild = true });
        using IServiceScope scope = provider.CreateScope();

        var inScope = scope.ServiceProvider.GetRequiredService<IEventMultiplexer>();

        Assert.Same(provider.GetRequiredService<IEventMultiplexer>(), inScope);
        Assert.Single(_backend.Created);
    }

    [Fact]
    public void Calls_can_be_chained()
    {
        var services = new ServiceCollection();
        IConfiguration configuration = new ConfigurationBuilder().Build();

        Assert.Same(services, services.AddEventMultiplexer());
        Assert.Same(services, services.AddEventMultiplexer(_ => { }));
        Assert.Same(services, services.AddEventMultiplexer(configuration));
    }

    [Fact]
    public void Null_arguments_are_refused_by_name()
    {
        var services = new ServiceCollection();
        IConfiguration configuration = new ConfigurationBuilder().Build();

        Assert.Throws<ArgumentNullException>("services", () => default(IServiceCollection)!.AddEventMultiplexer());
        Assert.Throws<ArgumentNullException>("services", () => default(IServiceCollection)!.AddEventMultiplexer(_ => { }));
        Assert.Throws<ArgumentNullException>("services", () => default(IServiceCollection)!.AddEventMultiplexer(configuration));
        Assert.Throws<ArgumentNullException>("configure", () => services.AddEventMultiplexer(default(Action<EventMultiplexerOptions>)!));
        Assert.Throws<ArgumentNullException>("configuration", () => services.AddEventMultiplexer(default(IConfiguration)!));
        Assert.Empty(services);
    }

    private IServiceCollection Services() => new ServiceCollection().AddSingleton<IEventMultiplexerBackend>(_backend);
}
