using Microsoft.Extensions.Options;

namespace Mux;

/// <summary>The factory of a container: creates what the options of one name ask for, at the moment of the call.</summary>
internal sealed class EventMultiplexerFactory(BackendSelection selection, IOptionsMonitor<EventMultiplexerOptions> options, string optionsName)
    : IEventMultiplexerFactory
{
    /// <inheritdoc/>
    public IEventMultiplexer Create() => selection.Select(options.Get(optionsName).Backend).Create();
}
