using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;
using Bss2.Messages.Spikes;
using Bss2.Messages.Units;

namespace Bss2.Messages.Tests.Wire;

/// <summary>One small message of each type, with values that need every width; their bytes are kept in tests/Golden/wire.</summary>
internal static class SampleMessages
{
    private static readonly SpikeBatch Batch = new([0, 2, 2, 3], [4, 300, 70000], [1, 2, 65535]);

    private static readonly PopulationSpikes Spikes = new(new PopulationId(1), Batch);

    private static readonly BlockId Block = new(Run: 5_000_000_000, Block: 300, Attempt: 1);

    private static readonly RunKey Key = new(Seed: ulong.MaxValue, RunPhase.Test, Update: 70_000);

    private static readonly NetworkSpec Network = new(
        [
            new PopulationSpec("input", PopulationKind.Input, 3),
            new PopulationSpec("hidden", PopulationKind.LeakyIntegrateAndFire, 2, CircuitTargets.Spiking2, true, false, [511, 256], "right-2"),
        ],
        [new ProjectionSpec("in→hidden", new PopulationId(0), new PopulationId(1))]);

    private static readonly ChipSettings Chip = new(new ChipSerial(-1), Imperfections.Mismatch | Imperfections.Latency, 50, 500);

    private static readonly ProjectionWeights Weights = new(0, [-63, 0, 63, 1, -1, 32]);

    private static readonly CadcTrace Trace = new(new PopulationId(2), [0, 7], 2, [100, 600, 101, 601, 99, 599], [-128, 127, 0, 1, -1, 2, 3, 4, 5, 6, 7, 8]);

    private static readonly BlockHealth Health = new(200, 66_000, 0);

    public static IReadOnlyDictionary<string, object> ByName { get; } = new Dictionary<string, object>
    {
        ["spike-batch/1"] = Batch,
        ["population-spikes/1"] = Spikes,
        ["spike-transfer/1"] = new SpikeTransfer(Block, 17, SpikePort.CrossbarToSynapses, 3, Batch),
        ["membrane-frame/1"] = new MembraneFrame(Block, Key, 128, 2, [0, 127], 1, [500, 501], [80.5f, -3.25f, 0, 228]),
        ["circuit-targets/1"] = CircuitTargets.Spiking with { HoldoffMicroseconds = 0.25 },
        ["chip-settings/1"] = Chip,
        ["population-spec/2"] = Network.Populations[1],
        ["projection-spec/1"] = Network.Projections[0],
        ["network-spec/2"] = Network,
        ["projection-weights/1"] = Weights,
        ["rack-chip/1"] = new RackChip("left", Chip),
        ["rack-configuration/2"] = new RackConfiguration(40_000, Network, [new RackChip("left", Chip), new RackChip("right-2", Chip with { Serial = new ChipSerial(7) })], [Weights]),
        ["run-block/1"] = new RunBlock(Block, Key, 256, 9, new HardwareTicks(70_001), [Spikes]),
        ["cadc-trace/1"] = Trace,
        ["block-health/1"] = Health,
        ["block-recording/1"] = new BlockRecording(Block, 0, [Spikes], [Trace], Health),
        ["link-spikes/1"] = new LinkSpikes(Block, 40_000, 1, Spikes),
        ["chip-recording/1"] = new ChipRecording(1, new BlockRecording(Block, 0, [Spikes], [], Health)),
        ["block-failed/1"] = new BlockFailed(Block, 12, "Quadrant 2 of chip 7 stopped: §µ"),
    };

    public static TheoryData<string> Names => [.. ByName.Keys];
}
