using System.Text.Json;
using Bss2.Nodes.Tests.Commands;
using Bss2.Trainer.Training;

namespace Bss2.Nodes.Tests.Determinism;

/// <summary>
/// What the determinism contract promises of <c>bss2 train</c>, between processes: weights and metrics depend on seed and settings, not on replicas,
/// block size, cores or the processor's vector instructions.
/// </summary>
/// <remarks>
/// The sample is short and its steps are long, because the emulation without vector instructions is many times slower and each test also
/// computes the report's decision map. Hidden neurons fill neither vectors of 8 nor of 16; larger initial weights make them spike in the short time.
/// </remarks>
public sealed class SameBytesTests : IDisposable
{
    private const int ProcessesAtATime = 2;

    private static readonly string[] Setting =
    [
        .. new[]
        {
            "trainSize=150", "testSize=75", "batchSize=75", "nHidden=20", "tSim=10", "tEarly=1", "tLate=5", "tBias=3", "stepTicks=200",
            "weightInitHiddenSigma=0.5",
        }.SelectMany(s => new[] { "--set", s }),
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Training_on_chips_leaves_the_same_bytes_for_any_replicas_blocks_cores_and_instructions() => await AssertSame(
        "chip",
        new Variant(1, 75),
        new Variant(2, 7),
        new Variant(4, 1, ("DOTNET_EnableAVX512", "0")),
        new Variant(4, 75, ("DOTNET_PROCESSOR_COUNT", "1")),
        new Variant(2, 10, ("DOTNET_EnableAVX2", "0")),
        new Variant(1, 7, ("DOTNET_EnableHWIntrinsic", "0")));

    [Fact]
    public async Task Training_in_ideal_numerics_leaves_the_same_bytes_for_any_cores_and_instructions() => await AssertSame(
        "model",
        new Variant(1, 75),
        new Variant(1, 75, ("DOTNET_PROCESSOR_COUNT", "4"), ("DOTNET_EnableAVX512", "0")),
        new Variant(1, 75, ("DOTNET_PROCESSOR_COUNT", "1"), ("DOTNET_EnableAVX2", "0")),
        new Variant(1, 75, ("DOTNET_EnableHWIntrinsic", "0")));

    [Fact]
    public async Task Products_in_mock_and_on_the_chip_leave_the_same_bytes_for_any_replicas_blocks_cores_and_instructions()
    {
        Variant[] variants =
        [
            new(1, 350), new(2, 13, ("DOTNET_EnableAVX512", "0")), new(4, 7, ("DOTNET_PROCESSOR_COUNT", "1")), new(2, 50, ("DOTNET_EnableAVX2", "0")), new(1, 20, ("DOTNET_EnableHWIntrinsic", "0")),
        ];
        var results = new List<string>();
        foreach (var variant in variants)
        {
            results.Add(await Train(["yinyang-hagen", "--set", "mockEpochs=3", "--set", "chipEpochs=2", "--set", "testSize=150"], variant, $"hagen-{results.Count}"));
        }

        Assert.All(results.Skip(1), result => Assert.Equal(results[0], result));
    }

    private async Task AssertSame(string backend, params Variant[] variants)
    {
        var results = new string[variants.Length];
        await Parallel.ForAsync(0, variants.Length, new ParallelOptions { MaxDegreeOfParallelism = ProcessesAtATime }, async (k, _) =>
        {
            // The slowest, which are the last, start first.
            var index = variants.Length - 1 - k;
            results[index] = await Train(["yinyang", "--backend", backend, "--epochs", "1", .. Setting], variants[index], $"{backend}-{index}");
        });

        // Neurons spike and weights move, or sameness would say little.
        Assert.Matches("1,train,[^,]+,[^,]+,[1-9]", results[0]);
        var others = variants.Zip(results).Where(p => p.Second != results[0]).Select(p => $"{p.First}:\n{p.Second}").ToArray();
        Assert.True(others.Length == 0, $"{variants[0]}:\n{results[0]}\nbut {string.Join("\nbut ", others)}");
    }

    /// <summary>Hash of the weights and the metrics without their seconds.</summary>
    private async Task<string> Train(string[] settings, Variant variant, string name)
    {
        string[] arguments = ["train", .. settings, "--replicas", $"{variant.Replicas}", "--block-size", $"{variant.BlockSize}", "--run-dir", name];
        var run = await ProcessRun.Of(_folder.Path, null, variant.Environment, arguments);
        Assert.True(run.ExitCode == 0, $"{variant}: {run.Error}");

        var path = _folder[name];
        using var summary = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(path, RunFolder.SummaryFile)));
        var metrics = await File.ReadAllLinesAsync(Path.Combine(path, RunFolder.MetricsFile));
        Assert.EndsWith(",seconds", metrics[0], StringComparison.Ordinal);
        return string.Join('\n', [summary.RootElement.GetProperty("weightsSha256").GetString(), .. metrics.Select(line => line[..line.LastIndexOf(',')])]);
    }

    private sealed record Variant(int Replicas, int BlockSize, params (string Name, string Value)[] Environment)
    {
        public override string ToString() => $"{Replicas} replicas, blocks of {BlockSize} {string.Join(' ', Environment.Select(e => $"{e.Name}={e.Value}"))}";
    }
}
