using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Mux;

/// <summary>Adds multiplexers to a container.</summary>
/// <remarks>
/// <para>
/// Each method adds an <see cref="IEventMultiplexerFactory"/>, whose products belong to the caller, and one <see cref="IEventMultiplexer"/>, which is made when it is first asked for
/// and disposed of with the container. Both are singletons; what is registered already stays. A second call adds its configuration to the first one's and nothing else.
/// </para>
/// <para>
/// Options are validated when the host starts, and at the latest when a multiplexer is made. The backends are all services of type <see cref="IEventMultiplexerBackend"/>: a
/// package adds its own with <c>TryAddEnumerable</c>. It can then be chosen by its name; left to choose, Mux asks its built-in backends first.
/// </para>
/// <para>
/// The keyed methods make a pair of services for each key, with options of their own: keys that are equal share them, keys that are not never do, whatever their text. The options of
/// a string key are the named options of that name (for an empty string, of a made-up one), so they can be configured by name as well.
/// </para>
/// </remarks>
public static class EventMultiplexerServiceCollectionExtensions
{
    /// <summary>Adds a multiplexer and a factory of multiplexers, with the default options.</summary>
    /// <param name="services">Where to add them.</param>
    /// <returns><paramref name="services"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> is null.</exception>
    public static IServiceCollection AddEventMultiplexer(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);

        Add(services);
        return services;
    }

    /// <summary>Adds a multiplexer and a factory of multiplexers, with options set in code.</summary>
    /// <param name="services">Where to add them.</param>
    /// <param name="configure">Sets the options, after what earlier calls configured.</param>
    /// <returns><paramref name="services"/>.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IServiceCollection AddEventMultiplexer(this IServiceCollection services, Action<EventMultiplexerOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);

        Add(services).Configure(configure);
        return services;
    }

    /// <summary>Adds a multiplexer and a factory of multiplexers, with options from a configuration section.</summary>
    /// <param name="services">Where to add them.</param>
    /// <param name="configuration">The section whose keys are the names of the properties of <see cref="EventMultiplexerOptions"/>.</param>
    /// <returns><paramref name="services"/>.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IServiceCollection AddEventMultiplexer(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);

        Add(services).Bind(configuration);
        return services;
    }

    /// <summary>Adds a multiplexer and a factory of multiplexers under a key, with the default options.</summary>
    /// <param name="services">Where to add them.</param>
    /// <param name="serviceKey">The key to resolve them with.</param>
    /// <returns><paramref name="services"/>.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="serviceKey"/> is <see cref="KeyedService.AnyKey"/>.</exception>
    public static IServiceCollection AddKeyedEventMultiplexer(this IServiceCollection services, object serviceKey)
    {
        AddKeyed(services, serviceKey);
        return services;
    }

    /// <summary>Adds a multiplexer and a factory of multiplexers under a key, with options set in code.</summary>
    /// <param name="services">Where to add them.</param>
    /// <param name="serviceKey">The key to resolve them with.</param>
    /// <param name="configure">Sets the key's options, after what earlier calls with that key configured.</param>
    /// <returns><paramref name="services"/>.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="serviceKey"/> is <see cref="KeyedService.AnyKey"/>.</exception>
    public static IServiceCollection AddKeyedEventMultiplexer(
        this IServiceCollection services, object serviceKey, Action<EventMultiplexerOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);

        AddKeyed(services, serviceKey).Configure(configure);
        return services;
    }

    /// <summary>Adds a multiplexer and a factory of multiplexers under a key, with options from a configuration section.</summary>
    /// <param name="services">Where to add them.</param>
    /// <param name="serviceKey">The key to resolve them with.</param>
    /// <param name="configuration">The section whose keys are the names of the properties of <see cref="EventMultiplexerOptions"/>.</param>
    /// <returns><paramref name="services"/>.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="serviceKey"/> is <see cref="KeyedService.AnyKey"/>.</exception>
    public static IServiceCollection AddKeyedEventMultiplexer(
        this IServiceCollection services, object serviceKey, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);

        AddKeyed(services, serviceKey).Bind(configuration);
        return services;
    }

    private static OptionsBuilder<EventMultiplexerOptions> Add(IServiceCollection services)
    {
        AddShared(services);
        services.TryAddSingleton<IEventMultiplexerFactory>(provider => CreateFactory(provider, Options.DefaultName));
        services.TryAddSingleton<IEventMultiplexer>(provider => provider.GetRequiredService<IEventMultiplexerFactory>().Create());
        return services.AddOptionsWithValidateOnStart<EventMultiplexerOptions>();
    }

    private static OptionsBuilder<EventMultiplexerOptions> AddKeyed(IServiceCollection services, object serviceKey)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(serviceKey);
        if (ReferenceEquals(serviceKey, KeyedService.AnyKey))
        {
            throw new ArgumentException("A multiplexer cannot be added for any key, because each key has options of its own. Add one for each key.", nameof(serviceKey));
        }

        AddShared(services);
        string optionsName = KeyedOptionsNames.Of(services).For(serviceKey);
        services.TryAddKeyedSingleton<IEventMultiplexerFactory>(serviceKey, (provider, _) => CreateFactory(provider, optionsName));
        services.TryAddKeyedSingleton<IEventMultiplexer>(serviceKey, (provider, key) => provider.GetRequiredKeyedService<IEventMultiplexerFactory>(key).Create());
        return services.AddOptionsWithValidateOnStart<EventMultiplexerOptions>(optionsName);
    }

    private static void AddShared(IServiceCollection services)
    {
        BackendServices.Add(services);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<EventMultiplexerOptions>, EventMultiplexerOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<EventMultiplexerOptions>, BackendNameValidator>());
    }

    private static EventMultiplexerFactory CreateFactory(IServiceProvider provider, string optionsName) =>
        new(provider.GetRequiredService<BackendSelection>(), provider.GetRequiredService<IOptionsMonitor<EventMultiplexerOptions>>(), optionsName);
}
