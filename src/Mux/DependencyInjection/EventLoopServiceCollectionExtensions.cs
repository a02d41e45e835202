using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Mux;

/// <summary>Adds event loops to a container.</summary>
/// <remarks>
/// <para>
/// Each method adds one <see cref="EventLoop"/>, a singleton with a thread and a multiplexer of its own. A host starts it before its services start and stops it after they have stopped, within its shutdown timeout;
/// without a host it starts when it is first asked for, and ends with the container.
/// </para>
/// <para>
/// It logs to the container's <see cref="ILoggerFactory"/>, measures with its <see cref="IMeterFactory"/> and takes the time from its <see cref="TimeProvider"/>, where there is one. Options are validated when the host starts, and at the
/// latest when the loop does. A second call adds its configuration to the first one's and nothing else. The keyed methods make a loop for each key, with options of its own: for a string key the named options of that name.
/// </para>
/// </remarks>
public static class EventLoopServiceCollectionExtensions
{
    /// <summary>Adds an event loop with the default options.</summary>
    /// <param name="services">Where to add it.</param>
    /// <returns><paramref name="services"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> is null.</exception>
    public static IServiceCollection AddEventLoop(this IServiceCollection services)
    {
        Add(services);
        return services;
    }

    /// <summary>Adds an event loop with options set in code.</summary>
    /// <param name="services">Where to add it.</param>
    /// <param name="configure">Sets the options, after what earlier calls configured.</param>
    /// <returns><paramref name="services"/>.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IServiceCollection AddEventLoop(this IServiceCollection services, Action<EventLoopOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);

        Add(services).Configure(configure);
        return services;
    }

    /// <summary>Adds an event loop with options from a configuration section.</summary>
    /// <param name="services">Where to add it.</param>
    /// <param name="configuration">The section whose keys are the names of the properties of <see cref="EventLoopOptions"/>.</param>
    /// <returns><paramref name="services"/>.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IServiceCollection AddEventLoop(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);

        Add(services).Bind(configuration);
        return services;
    }

    /// <summary>Adds an event loop under a key, with the default options. It is called after the key.</summary>
    /// <param name="services">Where to add it.</param>
    /// <param name="serviceKey">The key to resolve it with.</param>
    /// <returns><paramref name="services"/>.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="serviceKey"/> is <see cref="KeyedService.AnyKey"/>.</exception>
    public static IServiceCollection AddKeyedEventLoop(this IServiceCollection services, object serviceKey)
    {
        AddKeyed(services, serviceKey);
        return services;
    }

    /// <summary>Adds an event loop under a key, with options set in code. It is called after the key, unless they name it.</summary>
    /// <param name="services">Where to add it.</param>
    /// <param name="serviceKey">The key to resolve it with.</param>
    /// <param name="configure">Sets the key's options, after what earlier calls with that key configured.</param>
    /// <returns><paramref name="services"/>.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="serviceKey"/> is <see cref="KeyedService.AnyKey"/>.</exception>
    public static IServiceCollection AddKeyedEventLoop(this IServiceCollection services, object serviceKey, Action<EventLoopOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);

        AddKeyed(services, serviceKey).Configure(configure);
        return services;
    }

    /// <summary>Adds an event loop under a key, with options from a configuration section. It is called after the key, unless they name it.</summary>
    /// <param name="services">Where to add it.</param>
    /// <param name="serviceKey">The key to resolve it with.</param>
    /// <param name="configuration">The section whose keys are the names of the properties of <see cref="EventLoopOptions"/>.</param>
    /// <returns><paramref name="services"/>.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="serviceKey"/> is <see cref="KeyedService.AnyKey"/>.</exception>
    public static IServiceCollection AddKeyedEventLoop(this IServiceCollection services, object serviceKey, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);

        AddKeyed(services, serviceKey).Bind(configuration);
        return services;
    }

    private static OptionsBuilder<EventLoopOptions> Add(IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);

        AddShared(services);
        if (!services.Any(service => service.ServiceType == typeof(EventLoop) && !service.IsKeyedService))
        {
            services.AddSingleton(provider => Start(provider, Options.DefaultName));
            services.AddSingleton<IHostedService>(provider => new EventLoopHostedService(provider.GetRequiredService<EventLoop>, provider.GetService<IHostApplicationLifetime>()));
        }

        return services.AddOptionsWithValidateOnStart<EventLoopOptions>();
    }

    private static OptionsBuilder<EventLoopOptions> AddKeyed(IServiceCollection services, object serviceKey)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(serviceKey);
        if (ReferenceEquals(serviceKey, KeyedService.AnyKey))
        {
            throw new ArgumentException("An event loop cannot be added for any key, because each key has options of its own. Add one for each key.", nameof(serviceKey));
        }

        AddShared(services);
        string optionsName = KeyedOptionsNames.Of(services).For(serviceKey);
        if (!services.Any(service => service.ServiceType == typeof(EventLoop) && Equals(service.ServiceKey, serviceKey)))
        {
            services.AddKeyedSingleton(serviceKey, (provider, _) => Start(provider, optionsName));
            services.AddSingleton<IHostedService>(provider => new EventLoopHostedService(() => provider.GetRequiredKeyedService<EventLoop>(serviceKey), provider.GetService<IHostApplicationLifetime>()));
        }

        return services.AddOptionsWithValidateOnStart<EventLoopOptions>(optionsName);
    }

    private static void AddShared(IServiceCollection services)
    {
        BackendServices.Add(services);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<EventLoopOptions>, EventLoopOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<EventLoopOptions>, BackendNameValidator>());
    }

    private static EventLoop Start(IServiceProvider provider, string optionsName)
    {
        EventLoopOptions options = provider.GetRequiredService<IOptionsMonitor<EventLoopOptions>>().Get(optionsName).Copy();
        options.Name ??= optionsName == Options.DefaultName ? null : optionsName;
        var surroundings = new EventLoopServices
        {
            LoggerFactory = provider.GetService<ILoggerFactory>(),
            MeterFactory = provider.GetService<IMeterFactory>(),
            TimeProvider = provider.GetService<TimeProvider>() ?? TimeProvider.System,
        };
        return EventLoop.StartOn(provider.GetRequiredService<BackendSelection>().Select(options.Backend).Create(), options, surroundings);
    }
}
