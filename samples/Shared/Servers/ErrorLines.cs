using Microsoft.Extensions.Logging;

namespace Samples;

/// <summary>A log of one kind: what the library warns of that a server's user has to know, a line each. A program that has a logger passes that instead.</summary>
/// <param name="errors">Where to; it stays the caller's.</param>
internal class ErrorLines(TextWriter errors) : ILoggerFactory, ILogger
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
            errors.WriteLine(InOwnWords(formatter(state, exception)));
        }
    }

    /// <summary>Holds nothing.</summary>
    public void Dispose()
    {
    }

    /// <summary>How the program says what the library has said.</summary>
    protected virtual string InOwnWords(string message) => message;
}
