using Microsoft.Extensions.Logging;

namespace CustomerJourneys.Functions.Tests;

/// <summary>Keeps the entries of a log.</summary>
internal sealed class RecordedLog<T> : ILogger<T>
{
    /// <summary>The entries in order, with the exceptions that they have.</summary>
    public List<(LogLevel Level, string Message, Exception? Exception)> Entries { get; } = [];

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Entries.Add((logLevel, formatter(state, exception), exception));
}
