namespace Mux;

/// <summary>Creates multiplexers without a container.</summary>
public static class EventMultiplexer
{
    /// <summary>Creates a multiplexer on the first backend that works on this system, or on the one that the options name.</summary>
    /// <param name="options">The options; null stands for the defaults.</param>
    /// <returns>A new multiplexer. The caller owns it.</returns>
    /// <exception cref="ArgumentException">
    /// <see cref="EventMultiplexerOptions.Backend"/> is no backend's name. The message lists the names.
    /// </exception>
    /// <exception cref="PlatformNotSupportedException">
    /// The named backend, or every backend, does not work on this system. The message lists which are available, and why the rest is not.
    /// </exception>
    /// <exception cref="MultiplexerException">The system refused: out of descriptors, out of memory.</exception>
    /// <remarks>
    /// Only the backends that come with this package are considered. One that another package brings is created by that package's own type, or through
    /// <see cref="EventMultiplexerServiceCollectionExtensions.AddEventMultiplexer(Microsoft.Extensions.DependencyInjection.IServiceCollection)"/>.
    /// </remarks>
    public static IEventMultiplexer Create(EventMultiplexerOptions? options = null)
    {
        var selection = new BackendSelection(BuiltInBackends.All);
        string? name = options?.Backend;
        if (!selection.Knows(name))
        {
            throw new ArgumentException(selection.DescribeUnknown(name), nameof(options));
        }

        return selection.Select(name).Create();
    }
}
