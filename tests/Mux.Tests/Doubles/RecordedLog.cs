using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Mux.Tests;

/// <summary>Keeps what is logged, of all categories and from the least level on.</summary>
internal sealed class RecordedLog(LogLevel least = LogLevel.Trace) : ILoggerFactory
{
    /// <summary>What was logged, in order.</summary>
    public ConcurrentQueue<Entry> Entries { get; } = new();

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("It records, and passes nothing on.");

    public void Dispose()
    {
    }

    /// <summary>One message.</summary>
    internal sealed record Entry(string Category, int Id, string? Name, LogLevel Level, string Message, Exception? Exception);

    private sealed class Logger(RecordedLog log, string category) : ILogger
    {
        private readonly LogLevel _least = log.Least;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= _least;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log.Entries.Enqueue(new Entry(category, eventId.Id, eventId.Name, logLevel, formatter(state, exception), exception));
    }

    private LogLevel Least => least;
}
