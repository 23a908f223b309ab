using Bss2.Messages.Cluster;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;
using Bss2.Messages.Spikes;
using Bss2.Messages.Units;

namespace Bss2.Nodes.Tests.Cluster;

/// <summary>Small configurations and blocks, and what a toy rack records of them.</summary>
internal static class ToyBlocks
{
    private static readonly NetworkSpec Network = new(
        [new PopulationSpec("input", PopulationKind.Input, 2), new PopulationSpec("output", PopulationKind.LeakyIntegrator, 3)],
        [new ProjectionSpec("weights", new PopulationId(0), new PopulationId(1))]);

    public static RackConfiguration Configuration(int version) =>
        new(version, Network, [new RackChip("chip", new ChipSettings(new ChipSerial(1)))], [new ProjectionWeights(0, [.. Enumerable.Range(0, 6).Select(k => (sbyte)((version * 7) + k))])]);

    public static ClusterConfiguration Broadcast(string training, int version) => new(training, Configuration(version), []);

    public static RunBlock Block(long run, int block, int version = 1, int attempt = 0) => new(
        new BlockId(run, block, attempt),
        new RunKey(1, RunPhase.Train, (int)run),
        block * 2,
        version,
        new HardwareTicks(1000),
        [new PopulationSpikes(new PopulationId(0), new SpikeBatch([0, 1, 2], [2 * block, 4], [0, 1]))]);

    /// <summary>Depends on everything but the attempt.</summary>
    public static BlockRecording Record(RunBlock block, RackConfiguration configuration)
    {
        var code = (sbyte)((block.Id.Run + (3 * block.Id.Block) + block.Key.Update + configuration.Weights[0].Values.Sum(w => w)) % 100);
        return new BlockRecording(
            block.Id,
            block.FirstSample,
            [new PopulationSpikes(new PopulationId(1), block.Inputs[0].Spikes)],
            [new CadcTrace(new PopulationId(1), [0], 1, [5, 5], [code, (sbyte)(code + 1)])],
            [],
            new BlockHealth(2, 2, 0));
    }
}
