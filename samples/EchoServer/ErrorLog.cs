using Microsoft.Extensions.Logging;

namespace EchoServer;

/// <summary>What the library logs that a server's user has to know: warnings, a line each.</summary>
/// <param name="errors">Where they go.</param>
internal sealed class ErrorLog(TextWriter errors) : ILoggerFactory, ILogger
{
    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => this;

    /// <inheritdoc/>
    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("It is the only one.");

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            string message = formatter(state, exception);
            errors.WriteLine($"{char.ToLowerInvariant(message[0])}{message[1..]}"); // As the server's own complaints begin.
        }
    }

    /// <summary>Holds nothing.</summary>
    public void Dispose()
    {
    }
}
