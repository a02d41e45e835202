using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Mux.Tests;

/// <summary>What another package does to add a backend, without any change to Mux.</summary>
public sealed class AddedBackendTests
{
    private readonly RecordingBackend _added = new("recording");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void It_can_be_chosen_by_name_whether_it_was_added_before_or_after(bool before)
    {
        using ServiceProvider provider = Build(before, options => options.Backend = "recording");

        var multiplexer = provider.GetRequiredService<IEventMultiplexer>();

        Assert.Same(Assert.Single(_added.Created).Object, multiplexer);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void It_is_not_taken_while_a_built_in_backend_works_whether_it_was_added_before_or_after(bool before)
    {
        Assert.SkipUnless(BuiltInBackends.All.Any(backend => backend.IsSupported(out _)), "No built-in backend works on this system.");
        using ServiceProvider provider = Build(before, _ => { });

        var multiplexer = provider.GetRequiredService<IEventMultiplexer>();

        Assert.Empty(_added.Created);
        Assert.Contains(multiplexer.Name, BuiltInBackends.All.Select(backend => backend.Name));
    }

    [Fact]
    public void The_built_in_backends_come_first_in_their_own_order_and_the_added_ones_keep_theirs()
    {
        var another = new RecordingBackend("another");
        IEventMultiplexerBackend[] registered = [_added, .. BuiltInBackends.All.Reverse(), another];

        IEnumerable<IEventMultiplexerBackend> ordered = BuiltInBackends.First(registered);

        Assert.Equal([.. BuiltInBackends.All, _added, another], ordered);
    }

    [Fact]
    public void It_cannot_take_the_name_of_a_built_in_backend()
    {
        using ServiceProvider provider = new ServiceCollection()
            .AddEventMultiplexer()
            .AddSingleton<IEventMultiplexerBackend>(new RecordingBackend(BuiltInBackends.All[0].Name))
            .BuildServiceProvider();

        Assert.Throws<InvalidOperationException>(provider.GetRequiredService<IEventMultiplexer>);
    }

    private ServiceProvider Build(bool before, Action<EventMultiplexerOptions> configure)
    {
        var added = ServiceDescriptor.Singleton<IEventMultiplexerBackend>(_added);
        var services = new ServiceCollection();
        if (before)
        {
            services.TryAddEnumerable(added);
        }

        services.AddEventMultiplexer(configure);
        services.TryAddEnumerable(added); // Does nothing the second time, as when two of a package's methods both add it.
        return services.BuildServiceProvider();
    }
}
