using System.Diagnostics;
using System.Text.Json;
using Bss2.TestKit.Processes;
using Bss2.Trainer.Training;

namespace Bss2.Cluster.Tests.Processes;

/// <summary>A process of <c>bss2 train</c> and its run folder.</summary>
internal sealed class TrainingRun(ChildProcess process, string folder) : IAsyncDisposable
{
    private readonly long _started = Stopwatch.GetTimestamp();

    public ChildProcess Process => process;

    public string Folder => folder;

    /// <summary>Time since the start, until the end where <see cref="HashAsync"/> has awaited it.</summary>
    public TimeSpan Time => _ended ?? Stopwatch.GetElapsedTime(_started);

    private TimeSpan? _ended;

    /// <summary>Waits for an end with exit code 0.</summary>
    /// <returns>SHA-256 of the weights.</returns>
    public async Task<string> HashAsync(TimeSpan? within = null)
    {
        var code = await process.ExitAsync(within);
        _ended = Stopwatch.GetElapsedTime(_started);
        Assert.True(code == 0, $"{process.Name} ended with {code}:\n{process.Text()}");
        return await HashOfAsync(folder);
    }

    /// <summary>SHA-256 of the weights that a training left in its run folder.</summary>
    public static async Task<string> HashOfAsync(string folder)
    {
        using var summary = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(folder, RunFolder.SummaryFile)));
        return summary.RootElement.GetProperty("weightsSha256").GetString()!;
    }

    public ValueTask DisposeAsync() => process.DisposeAsync();
}
