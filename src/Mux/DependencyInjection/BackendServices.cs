using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Mux;

/// <summary>The backends in a container, and the choice among them: what multiplexers and loops of all keys share.</summary>
internal static class BackendServices
{
    public static void Add(IServiceCollection services)
    {
        foreach (IEventMultiplexerBackend backend in BuiltInBackends.All)
        {
            services.TryAddEnumerable(ServiceDescriptor.Singleton(backend));
        }

        services.TryAddSingleton(provider => new BackendSelection(BuiltInBackends.First(provider.GetServices<IEventMultiplexerBackend>())));
    }
}
