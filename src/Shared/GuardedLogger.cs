using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mux;

/// <summary>A logger whose sinks' exceptions go nowhere: a log that cannot be written must not end what it tells about.</summary>
internal sealed class GuardedLogger : ILogger
{
    private readonly ILogger _inner;

    private GuardedLogger(ILogger inner) => _inner = inner;

    /// <summary>The logger of a category; one that logs nothing where there is no factory.</summary>
    public static ILogger Create(ILoggerFactory? factory, string category) => factory is null ? NullLogger.Instance : new GuardedLogger(factory.CreateLogger(category));

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        try
        {
            return _inner.BeginScope(state);
        }
        catch (Exception)
        {
            return null; // A sink's fault: there is nobody to tell.
        }
    }

    public bool IsEnabled(LogLevel logLevel)
    {
        try
        {
            return _inner.IsEnabled(logLevel);
        }
        catch (Exception)
        {
            return false; // As above.
        }
    }

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        try
        {
            _inner.Log(logLevel, eventId, state, exception, formatter);
        }
        catch (Exception)
        {
            // As above.
        }
    }
}
