using Microsoft.Extensions.DependencyInjection;

namespace Mux.Tests;

/// <summary>Who disposes of what: the container of its multiplexer, the caller of what a factory made.</summary>
public sealed class OwnershipTests
{
    private readonly RecordingBackend _backend = new("recording");

    [Fact]
    public void The_container_disposes_of_its_multiplexer()
    {
        ServiceProvider provider = Build();
        provider.GetRequiredService<IEventMultiplexer>();

        provider.Dispose();

        Mock<IEventMultiplexer> made = Assert.Single(_backend.Created);
        made.Verify(multiplexer => multiplexer.Dispose(), Times.Once);
    }

    [Fact]
    public void The_container_disposes_of_the_multiplexer_of_a_key()
    {
        ServiceProvider provider = Build();
        provider.GetRequiredKeyedService<IEventMultiplexer>("key");

        provider.Dispose();

        Mock<IEventMultiplexer> made = Assert.Single(_backend.Created);
        made.Verify(multiplexer => multiplexer.Dispose(), Times.Once);
    }

    [Fact]
    public void The_container_makes_no_multiplexer_before_it_is_asked_for_one()
    {
        ServiceProvider provider = Build();
        provider.GetRequiredService<IEventMultiplexerFactory>();

        provider.Dispose();

        Assert.Empty(_backend.Created);
    }

    [Fact]
    public void A_factory_makes_a_new_multiplexer_at_each_call_and_the_container_leaves_them_to_the_caller()
    {
        ServiceProvider provider = Build();
        var factory = provider.GetRequiredService<IEventMultiplexerFactory>();
        IEventMultiplexer first = factory.Create();
        IEventMultiplexer second = factory.Create();
        var shared = provider.GetRequiredService<IEventMultiplexer>();

        provider.Dispose();

        Assert.NotSame(first, second);
        Assert.NotSame(shared, first);
        Assert.NotSame(shared, second);
        Assert.All([first, second], multiplexer => Mock.Get(multiplexer).Verify(m => m.Dispose(), Times.Never));
    }

    [Fact]
    public void The_factory_of_a_key_leaves_its_multiplexers_to_the_caller_too()
    {
        ServiceProvider provider = Build();
        IEventMultiplexer made = provider.GetRequiredKeyedService<IEventMultiplexerFactory>("key").Create();

        provider.Dispose();

        Mock.Get(made).Verify(multiplexer => multiplexer.Dispose(), Times.Never);
    }

    private ServiceProvider Build() => new ServiceCollection()
        .AddSingleton<IEventMultiplexerBackend>(_backend)
        .AddEventMultiplexer(options => options.Backend = "recording")
        .AddKeyedEventMultiplexer("key", options => options.Backend = "recording")
        .BuildServiceProvider();
}
