using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Bss2.TestKit.Processes;

/// <summary>
/// A process that a test starts, watches, pauses and kills, in a process group of its own. What it prints is kept and can be awaited. Whatever is left of the group is
/// killed on disposal, or when the tests end without it.
/// </summary>
public sealed class ChildProcess : IAsyncDisposable
{
    /// <summary>Time that waits have where none is given; long, because other tests may keep the machine busy.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private const long ClockTicksPerSecond = 100;

    private readonly Process _process;
    private readonly Task _drained;
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];
    private readonly List<string> _errorLines = [];
    private TaskCompletionSource _changed = NewChange();
    private bool _disposed;

    private ChildProcess(Process process, string name)
    {
        (_process, Name) = (process, name);
        Id = process.Id;
        Reaper.Add(Id);
        _drained = Task.WhenAll(ReadAsync(process.StandardOutput, null), ReadAsync(process.StandardError, _errorLines));
    }

    /// <summary>Name for messages.</summary>
    public string Name { get; }

    /// <summary>Number of the process and of its group.</summary>
    public int Id { get; }

    /// <summary>Lines of standard output and standard error so far, as they came.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_gate)
                return [.. _lines];
        }
    }

    /// <summary>Those of standard error alone.</summary>
    public IReadOnlyList<string> ErrorLines
    {
        get
        {
            lock (_gate)
                return [.. _errorLines];
        }
    }

    public bool HasExited => _process.HasExited;

    /// <summary>Starts a program.</summary>
    /// <param name="name">Name for messages.</param>
    /// <param name="command">Program and arguments.</param>
    /// <param name="folder">Where it starts; the tests' own folder where null.</param>
    /// <param name="environment">Variables that it has beside the tests' own; null takes one away.</param>
    public static ChildProcess Start(string name, IReadOnlyList<string> command, string? folder = null, IReadOnlyDictionary<string, string?>? environment = null)
    {
        // setsid becomes the program, so the number is the program's.
        var start = new ProcessStartInfo("setsid", command)
        {
            WorkingDirectory = folder ?? "",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (key, value) in environment ?? new Dictionary<string, string?>())
            start.Environment[key] = value;
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return new ChildProcess(process, name);
    }

    /// <summary>The first line, from line <paramref name="from"/> on, that matches a pattern; waits for it.</summary>
    /// <exception cref="TimeoutException">It did not come in time, or the process ended without it.</exception>
    public async Task<string> LineAsync(string pattern, TimeSpan? within = null, int from = 0)
    {
        var deadline = Stopwatch.GetTimestamp() + (long)((within ?? Patience).TotalSeconds * Stopwatch.Frequency);
        while (true)
        {
            var ended = _drained.IsCompleted;
            Task changed;
            lock (_gate)
            {
                changed = _changed.Task;
                for (; from < _lines.Count; from++)
                {
                    if (Regex.IsMatch(_lines[from], pattern))
                        return _lines[from];
                }
            }

            var left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), deadline);
            if (ended || left <= TimeSpan.Zero)
                throw new TimeoutException($"{Name} {(ended ? "ended" : "was silent too long")} without a line like '{pattern}'. It printed:\n{Text()}");
            await Task.WhenAny(changed, _drained, Task.Delay(left));
        }
    }

    /// <summary>Waits for the end.</summary>
    /// <returns>The exit code; 128 + n after signal n.</returns>
    /// <exception cref="TimeoutException">It did not end in time.</exception>
    public async Task<int> ExitAsync(TimeSpan? within = null)
    {
        try
        {
            await _process.WaitForExitAsync().WaitAsync(within ?? Patience);
            await _drained.WaitAsync(Patience);
            return _process.ExitCode;
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"{Name} did not end. It printed:\n{Text()}");
        }
    }

    /// <summary>All that it printed.</summary>
    public string Text() => string.Join('\n', Lines);

    /// <summary>Ends it at once, with all that it started.</summary>
    public void Kill() => PosixSignal.Send(-Id, PosixSignal.Kill);

    /// <summary>Asks it to end.</summary>
    public void Terminate() => PosixSignal.Send(Id, PosixSignal.Terminate);

    /// <summary>Lets it hang, its connections open.</summary>
    public void Pause() => PosixSignal.Send(-Id, PosixSignal.Stop);

    /// <summary>Lets it go on after <see cref="Pause"/>.</summary>
    public void Resume() => PosixSignal.Send(-Id, PosixSignal.Continue);

    /// <summary>Processor time that it has used so far, all threads.</summary>
    public TimeSpan CpuTime()
    {
        // Fields 14 and 15 of proc(5), user and system time; the name before them may hold blanks but ends with the last bracket.
        var stat = File.ReadAllText($"/proc/{Id}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        var ticks = long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
        return TimeSpan.FromSeconds((double)ticks / ClockTicksPerSecond);
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        Kill();
        await _process.WaitForExitAsync();
        Reaper.Remove(Id);
        _process.Dispose();
    }

    private static TaskCompletionSource NewChange() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task ReadAsync(StreamReader reader, List<string>? also)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            TaskCompletionSource changed;
            lock (_gate)
            {
                _lines.Add(line);
                also?.Add(line);
                (changed, _changed) = (_changed, NewChange());
            }

            changed.SetResult();
        }
    }
}
