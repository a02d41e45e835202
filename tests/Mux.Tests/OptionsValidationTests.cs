using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Mux.Tests;

public sealed class OptionsValidationTests
{
    [Fact]
    public void A_start_with_an_unknown_backend_is_refused_with_the_names_that_are_registered()
    {
        using ServiceProvider provider = new ServiceCollection()
            .AddSingleton<IEventMultiplexerBackend>(new RecordingBackend("recording", "it is only a recording"))
            .AddEventMultiplexer(options => options.Backend = "select")
            .BuildServiceProvider();

        var refusal = Assert.Throws<OptionsValidationException>(provider.GetRequiredService<IStartupValidator>().Validate);

        Assert.Equal(typeof(EventMultiplexerOptions), refusal.OptionsType);
        string failure = Assert.Single(refusal.Failures);
        Assert.StartsWith(
            "EventMultiplexerOptions.Backend: There is no backend 'select'. Name one of these, or 'auto' for the first that is available. Backends: epoll (", failure, StringComparison.Ordinal);
        Assert.EndsWith("; recording (not available: it is only a recording).", failure, StringComparison.Ordinal);
    }

    [Fact]
    public void A_start_with_an_empty_backend_is_refused_with_advice()
    {
        using ServiceProvider provider = new ServiceCollection().AddEventMultiplexer(options => options.Backend = "").BuildServiceProvider();

        var refusal = Assert.Throws<OptionsValidationException>(provider.GetRequiredService<IStartupValidator>().Validate);

        Assert.Equal("Backend: EventMultiplexerOptions.Backend is empty. Leave it out, or set it to 'auto', to have the first backend that is available.", Assert.Single(refusal.Failures));
    }

    [Fact]
    public void A_start_validates_the_options_of_each_key()
    {
        using ServiceProvider provider = new ServiceCollection()
            .AddEventMultiplexer()
            .AddKeyedEventMultiplexer("devices", options => options.Backend = "select")
            .BuildServiceProvider();

        var refusal = Assert.Throws<OptionsValidationException>(provider.GetRequiredService<IStartupValidator>().Validate);

        Assert.Equal("devices", refusal.OptionsName);
        Assert.StartsWith("devices.Backend: There is no backend 'select'.", Assert.Single(refusal.Failures), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("auto")]
    [InlineData("Recording")]
    public void A_start_with_a_known_backend_passes_and_creates_nothing(string? name)
    {
        var backend = new RecordingBackend("recording", "it is only a recording");
        using ServiceProvider provider = new ServiceCollection()
            .AddSingleton<IEventMultiplexerBackend>(backend)
            .AddEventMultiplexer(options => options.Backend = name)
            .BuildServiceProvider();

        provider.GetRequiredService<IStartupValidator>().Validate();

        Assert.Empty(backend.Created);
    }

    [Fact]
    public async Task A_host_does_not_start_with_an_unknown_backend()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddEventMultiplexer(options => options.Backend = "select");
        using IHost host = builder.Build();

        await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void An_unknown_backend_is_refused_at_the_first_use_where_nothing_validates_the_start()
    {
        using ServiceProvider provider = new ServiceCollection().AddEventMultiplexer(options => options.Backend = "select").BuildServiceProvider();
        var factory = provider.GetRequiredService<IEventMultiplexerFactory>();

        Assert.Throws<OptionsValidationException>(() => factory.Create());
        Assert.Throws<OptionsValidationException>(provider.GetRequiredService<IEventMultiplexer>);
    }

    [Fact]
    public void A_known_backend_that_is_not_supported_is_refused_when_it_is_used()
    {
        using ServiceProvider provider = new ServiceCollection()
            .AddSingleton<IEventMultiplexerBackend>(new RecordingBackend("recording", "it is only a recording"))
            .AddEventMultiplexer(options => options.Backend = "recording")
            .BuildServiceProvider();

        var refusal = Assert.Throws<PlatformNotSupportedException>(provider.GetRequiredService<IEventMultiplexer>);

        Assert.StartsWith("The backend 'recording' does not work on this system. Backends: epoll (", refusal.Message, StringComparison.Ordinal);
        Assert.EndsWith("; recording (not available: it is only a recording).", refusal.Message, StringComparison.Ordinal);
    }
}
