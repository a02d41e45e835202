using Microsoft.Extensions.Logging;

namespace StaticFiles.Serving;

/// <summary>A log of one kind: warnings and worse, a line each. A program that has a logger passes that instead.</summary>
/// <param name="errors">Where to.</param>
internal sealed class ErrorLines(TextWriter errors) : ILoggerFactory, ILogger
{
    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => this;

    /// <inheritdoc/>
    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("There is nothing to log to but the lines.");

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel is >= LogLevel.Warning and < LogLevel.None;

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            errors.WriteLine(formatter(state, exception));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The writer is the caller's.
    }
}
