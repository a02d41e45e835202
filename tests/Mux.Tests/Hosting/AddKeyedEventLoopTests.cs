using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Mux.Tests;

/// <summary>Several event loops in one container, each under a key.</summary>
public sealed class AddKeyedEventLoopTests
{
    private readonly RestingMultiplexer.Backend _backend = new("resting");

    [Fact]
    public void Each_key_has_a_loop_of_its_own_which_is_called_after_it()
    {
        using ServiceProvider provider = Services()
            .AddEventLoop(Rest)
            .AddKeyedEventLoop("in", Rest)
            .AddKeyedEventLoop("out", Rest)
            .AddKeyedEventLoop(7, Rest)
            .BuildServiceProvider();

        EventLoop[] loops =
        [
            provider.GetRequiredKeyedService<EventLoop>("in"),
            provider.GetRequiredKeyedService<EventLoop>("out"),
            provider.GetRequiredKeyedService<EventLoop>(7),
            provider.GetRequiredService<EventLoop>(),
        ];

        Assert.Equal(4, loops.Distinct().Count());
        Assert.Equal(["in", "out", "7 (key 2)"], loops[..3].Select(loop => loop.Name));
        Assert.StartsWith("mux-", loops[3].Name, StringComparison.Ordinal);
        Assert.Same(loops[0], provider.GetRequiredKeyedService<EventLoop>("in"));
    }

    [Fact]
    public void A_name_in_the_options_of_a_key_goes_before_the_key()
    {
        using ServiceProvider provider = Services()
            .AddKeyedEventLoop("in", Rest)
            .AddKeyedEventLoop("in", options => options.Name = "inbound")
            .BuildServiceProvider();

        Assert.Equal("inbound", provider.GetRequiredKeyedService<EventLoop>("in").Name);
    }

    [Fact]
    public void The_options_of_a_key_are_not_those_of_another_and_can_be_configured_by_name()
    {
        using ServiceProvider provider = Services()
            .AddEventLoop(options => options.Backend = "unknown")
            .AddKeyedEventLoop("bad", options => options.Backend = "unknown")
            .AddKeyedEventLoop("good")
            .Configure<EventLoopOptions>("good", Rest)
            .BuildServiceProvider();

        Assert.Equal("resting", provider.GetRequiredKeyedService<EventLoop>("good").Multiplexer.Name);
    }

    [Fact]
    public void A_key_twice_is_one_loop_and_one_hosted_service()
    {
        using ServiceProvider provider = Services().AddKeyedEventLoop("in", Rest).AddKeyedEventLoop("in").AddKeyedEventLoop("out", Rest).BuildServiceProvider();

        Assert.Single(provider.GetKeyedServices<EventLoop>("in"));
        Assert.Equal(2, provider.GetServices<IHostedService>().Count());
        Assert.Null(provider.GetService<EventLoop>());
    }

    [Fact]
    public async Task A_host_starts_and_stops_the_loop_of_each_key()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddSingleton<IEventMultiplexerBackend>(_backend).AddKeyedEventLoop("in", Rest).AddKeyedEventLoop("out", Rest);
        using IHost host = builder.Build();

        await host.StartAsync(TestContext.Current.CancellationToken);
        int started = _backend.Created.Count;
        await host.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal(2, started);
        Assert.All(_backend.Created, multiplexer => Assert.Equal(1, multiplexer.Disposals));
    }

    [Fact]
    public void AnyKey_is_refused()
    {
        var refusal = Assert.Throws<ArgumentException>("serviceKey", () => new ServiceCollection().AddKeyedEventLoop(KeyedService.AnyKey));

        Assert.StartsWith("An event loop cannot be added for any key, because each key has options of its own.", refusal.Message, StringComparison.Ordinal);
    }

    private static void Rest(EventLoopOptions options) => options.Backend = "resting";

    private IServiceCollection Services() => new ServiceCollection().AddSingleton<IEventMultiplexerBackend>(_backend);
}
