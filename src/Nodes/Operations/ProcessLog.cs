using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace Bss2.Nodes.Operations;

/// <summary>
/// The log of a process: what happens, each event once, as a line for people or as a JSON object. It goes to the command's output, in order with what the command writes itself.
/// </summary>
internal sealed class ProcessLog : ILogger, IDisposable
{
    private readonly Lock _gate = new();
    private readonly TextWriter _output;
    private readonly string _process;
    private readonly LogLevel _least;
    private readonly ConsoleFormatter _formatter;
    private readonly ServiceProvider? _services;

    /// <param name="process">Name of the node or trainer: the category of its events.</param>
    /// <param name="json">Whether events are JSON objects.</param>
    /// <param name="output">Where to write.</param>
    /// <param name="level">How much to write.</param>
    public ProcessLog(string process, bool json, TextWriter output, Commands.LogLevel level)
    {
        _process = process;
        _output = output;
        _least = level switch
        {
            Commands.LogLevel.Debug => LogLevel.Debug,
            Commands.LogLevel.Info => LogLevel.Information,
            Commands.LogLevel.Warning => LogLevel.Warning,
            _ => LogLevel.Error,
        };
        if (json)
        {
            // The framework's formatter is to be had from its container alone.
            _services = new ServiceCollection().AddLogging(logging => logging.AddJsonConsole(form =>
            {
                form.UseUtcTimestamp = true;
                form.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
            })).BuildServiceProvider();
            _formatter = _services.GetServices<ConsoleFormatter>().Single(f => f.Name == ConsoleFormatterNames.Json);
        }
        else
        {
            _formatter = new PlainFormatter(TimeProvider.System);
        }
    }

    public bool IsEnabled(LogLevel logLevel) => logLevel >= _least && logLevel != LogLevel.None;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
        {
            return;
        }

        var line = new StringWriter();
        _formatter.Write(new LogEntry<TState>(logLevel, _process, eventId, state, exception, formatter), scopeProvider: null, line);
        lock (_gate)
        {
            _output.Write(line.ToString());
            _output.Flush();
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Dispose() => _services?.Dispose();

    /// <summary>Time, severity where it is not the usual one, and the event, on one line.</summary>
    private sealed class PlainFormatter(TimeProvider time) : ConsoleFormatter("plain")
    {
        public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
        {
            textWriter.Write(time.GetUtcNow().ToString("yyyy-MM-dd HH:mm:ss'Z '", System.Globalization.CultureInfo.InvariantCulture));
            textWriter.Write(logEntry.LogLevel switch
            {
                LogLevel.Warning => "Warning: ",
                LogLevel.Error or LogLevel.Critical => "Error: ",
                _ => "",
            });
            textWriter.Write(logEntry.Formatter(logEntry.State, logEntry.Exception));
            textWriter.WriteLine(logEntry.Exception is { } cause ? $" ({cause.GetType().Name}: {cause.Message})" : "");
        }
    }
}
