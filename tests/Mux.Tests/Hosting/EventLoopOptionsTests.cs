using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Mux.Tests;

/// <summary>A loop's options: from configuration, and what of them is refused.</summary>
public sealed class EventLoopOptionsTests
{
    [Fact]
    public void Every_option_can_come_from_a_configuration_section()
    {
        var section = new Dictionary<string, string?>
        {
            ["Loop:Name"] = "configured",
            ["Loop:Backend"] = "resting",
            ["Loop:EventsPerWait"] = "17",
            ["Loop:WorkPerIteration"] = "18",
            ["Loop:SpinBeforeBlocking"] = "00:00:00.000050",
            ["Loop:SlowCallbackThreshold"] = "00:00:01.5",
            ["Loop:Processor"] = "3",
            ["Loop:StopTimeout"] = "00:02:00",
            ["Loop:UseSynchronizationContext"] = "false",
        };

        EventLoopOptions options = Bind(section);

        Assert.Equal("configured", options.Name);
        Assert.Equal("resting", options.Backend);
        Assert.Equal(17, options.EventsPerWait);
        Assert.Equal(18, options.WorkPerIteration);
        Assert.Equal(TimeSpan.FromMicroseconds(50), options.SpinBeforeBlocking);
        Assert.Equal(TimeSpan.FromSeconds(1.5), options.SlowCallbackThreshold);
        Assert.Equal(3, options.Processor);
        Assert.Equal(TimeSpan.FromMinutes(2), options.StopTimeout);
        Assert.False(options.UseSynchronizationContext);
        Assert.Equal(typeof(EventLoopOptions).GetProperties().Select(property => property.Name).Order(), section.Keys.Select(key => key["Loop:".Length..]).Order());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_a_section_leaves_out_or_empty_keeps_its_default(bool empty)
    {
        EventLoopOptions options = Bind(empty ? new Dictionary<string, string?> { ["Loop:Processor"] = "", ["Loop:Name"] = null } : []);

        Assert.Null(options.Name);
        Assert.Null(options.Backend);
        Assert.Equal(256, options.EventsPerWait);
        Assert.Equal(1024, options.WorkPerIteration);
        Assert.Equal(TimeSpan.Zero, options.SpinBeforeBlocking);
        Assert.Equal(TimeSpan.Zero, options.SlowCallbackThreshold);
        Assert.Null(options.Processor);
        Assert.Equal(TimeSpan.FromSeconds(5), options.StopTimeout);
    }

    [Theory]
    [InlineData("Name", "", "Name: EventLoopOptions.Name is empty. Leave it out to have a name made up.")]
    [InlineData("Backend", "", "Backend: EventLoopOptions.Backend is empty. Leave it out, or set it to 'auto', to have the first backend that is available.")]
    [InlineData("EventsPerWait", "0", "EventsPerWait: The field EventLoopOptions.EventsPerWait must be between 1 and 65536.")]
    [InlineData("EventsPerWait", "65537", "EventsPerWait: The field EventLoopOptions.EventsPerWait must be between 1 and 65536.")]
    [InlineData("WorkPerIteration", "0", "WorkPerIteration: The field EventLoopOptions.WorkPerIteration must be between 1 and 1048576.")]
    [InlineData("SpinBeforeBlocking", "-00:00:01", "SpinBeforeBlocking: The field EventLoopOptions.SpinBeforeBlocking must be between 00:00:00 and 00:00:00.100.")]
    [InlineData("SpinBeforeBlocking", "00:00:00.1000001", "SpinBeforeBlocking: The field EventLoopOptions.SpinBeforeBlocking must be between 00:00:00 and 00:00:00.100.")]
    [InlineData("SlowCallbackThreshold", "1.00:00:01", "SlowCallbackThreshold: The field EventLoopOptions.SlowCallbackThreshold must be between 00:00:00 and 1.00:00:00.")]
    [InlineData("Processor", "-1", "Processor: The field EventLoopOptions.Processor must be between 0 and 8191.")]
    [InlineData("StopTimeout", "-00:00:01", "StopTimeout: The field EventLoopOptions.StopTimeout must be between 00:00:00 and 1.00:00:00.")]
    public async Task A_host_does_not_start_with_a_bad_option_and_says_which_it_is(string option, string value, string message)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddEventLoop(new ConfigurationBuilder().AddInMemoryCollection([new(option, value)]).Build());
        using IHost host = builder.Build();

        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(TestContext.Current.CancellationToken));

        Assert.Equal(message, Assert.Single(refusal.Failures));
    }

    [Fact]
    public async Task A_host_does_not_start_with_an_unknown_backend_and_names_those_there_are()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddSingleton<IEventMultiplexerBackend>(new RestingMultiplexer.Backend("resting")).AddKeyedEventLoop("devices", options => options.Backend = "select");
        using IHost host = builder.Build();

        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(TestContext.Current.CancellationToken));

        string failure = Assert.Single(refusal.Failures);
        Assert.StartsWith("devices.Backend: There is no backend 'select'. Name one of these, or 'auto' for the first that is available. Backends: epoll (", failure, StringComparison.Ordinal);
        Assert.EndsWith("; resting (available).", failure, StringComparison.Ordinal);
    }

    private static EventLoopOptions Bind(Dictionary<string, string?> section)
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(section).Build();
        using ServiceProvider provider = new ServiceCollection()
            .AddSingleton<IEventMultiplexerBackend>(new RestingMultiplexer.Backend("resting"))
            .AddEventLoop(configuration.GetSection("Loop"))
            .BuildServiceProvider();
        return provider.GetRequiredService<IOptions<EventLoopOptions>>().Value;
    }
}
