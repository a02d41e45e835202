using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Mux.Tests;

/// <summary>Event loops in a container, without a host.</summary>
public sealed class AddEventLoopTests
{
    private readonly RestingMultiplexer.Backend _backend = new("resting");

    [Fact]
    public void Every_scope_resolves_the_one_loop()
    {
        using ServiceProvider provider = Services()
            .AddEventLoop(Rest)
            .BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true, ValidateOnBuild = true });
        using IServiceScope scope = provider.CreateScope();

        var inScope = scope.ServiceProvider.GetRequiredService<EventLoop>();

        Assert.Same(provider.GetRequiredService<EventLoop>(), inScope);
        Assert.Single(_backend.Created);
    }

    [Fact]
    public async Task It_starts_when_it_is_resolved_and_ends_with_the_container()
    {
        ServiceProvider provider = Services().AddEventLoop(Rest).BuildServiceProvider();
        int before = _backend.Created.Count;
        var loop = provider.GetRequiredService<EventLoop>();
        bool ranOnLoop = await loop.InvokeAsync(() => loop.IsCurrentThread, TestContext.Current.CancellationToken);

        await Task.Run(provider.Dispose, TestContext.Current.CancellationToken).WaitAsync(Bound.Hang, TestContext.Current.CancellationToken);

        Assert.Equal(0, before);
        Assert.True(ranOnLoop);
        Assert.True(loop.Completion.IsCompletedSuccessfully);
        Assert.Equal(1, Assert.Single(_backend.Created).Disposals);
    }

    [Fact]
    public async Task It_ends_with_a_container_that_is_disposed_of_asynchronously()
    {
        ServiceProvider provider = Services().AddEventLoop(Rest).BuildServiceProvider();
        var loop = provider.GetRequiredService<EventLoop>();

        await provider.DisposeAsync();

        Assert.True(loop.Completion.IsCompletedSuccessfully);
        Assert.Equal(1, Assert.Single(_backend.Created).Disposals);
    }

    [Fact]
    public void Without_configuration_the_backend_of_this_system_is_used()
    {
        string here = ThisSystem.Backend;
        using ServiceProvider provider = new ServiceCollection().AddEventLoop().BuildServiceProvider();

        var loop = provider.GetRequiredService<EventLoop>();

        Assert.Equal(here, loop.Multiplexer.Name);
        Assert.StartsWith("mux-", loop.Name, StringComparison.Ordinal);
    }

    [Fact]
    public void A_backend_that_another_package_added_can_be_named()
    {
        using ServiceProvider provider = Services().AddEventLoop(options => options.Backend = "Resting").BuildServiceProvider();

        var loop = provider.GetRequiredService<EventLoop>();

        Assert.Same(Assert.Single(_backend.Created), loop.Multiplexer);
    }

    [Fact]
    public void A_second_call_adds_its_configuration_and_nothing_else()
    {
        IServiceCollection services = Services()
            .AddEventLoop(options => options.Backend = "unknown")
            .AddEventLoop(options => options.Name = "second")
            .AddEventLoop(Rest)
            .AddEventLoop();
        using ServiceProvider provider = services.BuildServiceProvider();

        var loop = provider.GetRequiredService<EventLoop>();

        Assert.Equal("resting", loop.Multiplexer.Name);
        Assert.Equal("second", loop.Name);
        Assert.Single(provider.GetServices<EventLoop>());
        Assert.Single(provider.GetServices<IHostedService>());
        Assert.Equal(2, provider.GetServices<IValidateOptions<EventLoopOptions>>().Count());
        Assert.Equal(BuiltInBackends.All.Count + 1, provider.GetServices<IEventMultiplexerBackend>().Count());
    }

    [Fact]
    public void A_loop_and_a_multiplexer_can_be_added_side_by_side()
    {
        using ServiceProvider provider = Services()
            .AddEventMultiplexer(options => options.Backend = "resting")
            .AddEventLoop(Rest)
            .BuildServiceProvider();

        var multiplexer = provider.GetRequiredService<IEventMultiplexer>();
        var loop = provider.GetRequiredService<EventLoop>();

        Assert.Equal([multiplexer, loop.Multiplexer], _backend.Created);
    }

    [Fact]
    public async Task It_logs_measures_and_takes_the_time_by_what_the_container_has()
    {
        var present = new DateTimeOffset(2001, 2, 3, 4, 5, 6, TimeSpan.Zero);
        using var log = new RecordedLog();
        using RecordedMeters meters = new RecordedMeters().Listen();
        await using ServiceProvider provider = Services()
            .AddSingleton<ILoggerFactory>(log)
            .AddSingleton<IMeterFactory>(meters)
            .AddSingleton<TimeProvider>(new StoppedTime(present))
            .AddEventLoop(options => (options.Backend, options.Name) = ("resting", "mine"))
            .BuildServiceProvider();
        var loop = provider.GetRequiredService<EventLoop>();

        await loop.InvokeAsync(() => { }, TestContext.Current.CancellationToken);

        Assert.Equal("Event loop mine runs on resting.", Assert.Single(log.Entries).Message);
        Assert.Equal("mux.backend=resting, mux.loop.name=mine", Assert.Single(meters.Observe("mux.loop.iterations")).Tags);
        Assert.Equal(present, loop.TimeProvider.GetUtcNow());
    }

    [Fact]
    public void Bad_options_are_refused_at_the_first_use_where_nothing_validates_the_start()
    {
        using ServiceProvider provider = Services().AddEventLoop(options => options.EventsPerWait = 0).BuildServiceProvider();

        var refusal = Assert.Throws<OptionsValidationException>(provider.GetRequiredService<EventLoop>);

        Assert.Contains("EventLoopOptions.EventsPerWait", Assert.Single(refusal.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public void Calls_can_be_chained()
    {
        var services = new ServiceCollection();
        IConfiguration configuration = new ConfigurationBuilder().Build();

        Assert.Same(services, services.AddEventLoop());
        Assert.Same(services, services.AddEventLoop(_ => { }));
        Assert.Same(services, services.AddEventLoop(configuration));
        Assert.Same(services, services.AddKeyedEventLoop("a"));
        Assert.Same(services, services.AddKeyedEventLoop("a", _ => { }));
        Assert.Same(services, services.AddKeyedEventLoop("a", configuration));
    }

    [Fact]
    public void Null_arguments_are_refused_by_name()
    {
        var services = new ServiceCollection();
        IConfiguration configuration = new ConfigurationBuilder().Build();

        Assert.Throws<ArgumentNullException>("services", () => default(IServiceCollection)!.AddEventLoop());
        Assert.Throws<ArgumentNullException>("services", () => default(IServiceCollection)!.AddEventLoop(_ => { }));
        Assert.Throws<ArgumentNullException>("services", () => default(IServiceCollection)!.AddEventLoop(configuration));
        Assert.Throws<ArgumentNullException>("configure", () => services.AddEventLoop(default(Action<EventLoopOptions>)!));
        Assert.Throws<ArgumentNullException>("configuration", () => services.AddEventLoop(default(IConfiguration)!));
        Assert.Throws<ArgumentNullException>("services", () => default(IServiceCollection)!.AddKeyedEventLoop("a"));
        Assert.Throws<ArgumentNullException>("serviceKey", () => services.AddKeyedEventLoop(null!));
        Assert.Throws<ArgumentNullException>("configure", () => services.AddKeyedEventLoop("a", default(Action<EventLoopOptions>)!));
        Assert.Throws<ArgumentNullException>("configuration", () => services.AddKeyedEventLoop("a", default(IConfiguration)!));
        Assert.Empty(services);
    }

    private static void Rest(EventLoopOptions options) => options.Backend = "resting";

    private IServiceCollection Services() => new ServiceCollection().AddSingleton<IEventMultiplexerBackend>(_backend);

    private sealed class StoppedTime(DateTimeOffset present) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => present;
    }
}
