using System.Collections.Concurrent;
using Bss2.TestKit.Processes;

namespace Bss2.Cluster.Tests.Processes;

/// <summary>What one process without a cluster makes of the same settings; each is trained once for all tests.</summary>
internal static class ReferenceRuns
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<string>>> Hashes = new();

    /// <summary>SHA-256 of the weights.</summary>
    /// <param name="settings">Arguments of <c>bss2 train</c>.</param>
    public static Task<string> HashAsync(IReadOnlyList<string> settings) =>
        Hashes.GetOrAdd(string.Join(' ', settings), _ => new Lazy<Task<string>>(() => TrainAsync(settings))).Value;

    private static async Task<string> TrainAsync(IReadOnlyList<string> settings)
    {
        using var folder = new TemporaryFolder();
        await using var training = new TrainingRun(Bss2Process.Start("single process", ["train", .. settings, "--run-dir", folder["run"]], folder.Path), folder["run"]);
        return await training.HashAsync();
    }
}
