using Bss2.Messages.Cluster;
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
            new PopulationSpec("hidden", PopulationKind.LeakyIntegrateAndFire, 2, CircuitTargets.Spiking2, true, false, [511, 256], "right-2", [1]),
            new PopulationSpec(
                "readout", PopulationKind.LeakyIntegrator, 1, NeuronTargets: [CircuitTargets.Spiking with { ConstantCurrent = -1000 }], CadcPlacement: CadcPlacement.Dram),
            new PopulationSpec("tile", PopulationKind.Integrator, 2, CircuitTargets.Hagen),
        ],
        [new ProjectionSpec("in→hidden", new PopulationId(0), new PopulationId(1)), new ProjectionSpec("in→tile", new PopulationId(0), new PopulationId(3), Sends: 300)]);

    private static readonly ChipSettings Chip = new(new ChipSerial(-1), Imperfections.Mismatch | Imperfections.Latency, 50, 500);

    private static readonly ProjectionWeights Weights = new(0, [-63, 0, 63, 1, -1, 32]);

    private static readonly PopulationVectors Activations = new(new PopulationId(0), 1, 3, [0, 31, 1, 2, 3, 4, 5, 6, 7]);

    private static readonly PopulationVectors Results = new(new PopulationId(3), 1, 2, [-128, 127, 0, -1, 40, 41]);

    private static readonly CadcTrace Trace = new(new PopulationId(2), [0, 7], 2, [100, 600, 101, 601, 99, 599], [-128, 127, 0, 1, -1, 2, 3, 4, 5, 6, 7, 8]);

    private static readonly MadcTrace MadcTrace = new(new PopulationId(2), 300, 2, [0, 8, 1, 9, 3, 12], [0, 1023, 280, 281, 256, 255]);

    private static readonly BlockHealth Health = new(200, 66_000, 0);

    private static readonly RackConfiguration Rack = new(
        40_000, Network, [new RackChip("left", Chip), new RackChip("right-2", Chip with { Serial = new ChipSerial(7) })], [Weights, Weights with { Projection = 1 }]);

    private static readonly RunBlock Run = new(Block, Key, 256, 9, new HardwareTicks(70_001), [Spikes]) { Vectors = [Activations] };

    private static readonly TrainingJob Job = new(
        "3f2a-yin-yang", "yinyang", [new JobSetting("epochs", "4"), new JobSetting("imperfections", "all, -madcNoise µ")], 1_700_000_000_123, "ada@bench-1");

    public static IReadOnlyDictionary<string, object> ByName { get; } = new Dictionary<string, object>
    {
        ["spike-batch/1"] = Batch,
        ["population-spikes/1"] = Spikes,
        ["population-vectors/1"] = Activations,
        ["spike-transfer/1"] = new SpikeTransfer(Block, 17, SpikePort.CrossbarToSynapses, 3, Batch),
        ["membrane-frame/1"] = new MembraneFrame(Block, Key, 128, 2, [0, 127], 1, [500, 501], [80.5f, -3.25f, 0, 228]),
        ["circuit-targets/2"] = CircuitTargets.Spiking with { HoldoffMicroseconds = 0.25, ConstantCurrent = -1000 },
        ["chip-settings/2"] = Chip,
        ["population-spec/4"] = Network.Populations[1],
        ["projection-spec/2"] = Network.Projections[1],
        ["network-spec/4"] = Network,
        ["projection-weights/1"] = Weights,
        ["rack-chip/2"] = Rack.Chips[0],
        ["rack-configuration/4"] = Rack,
        ["run-block/2"] = Run,
        ["cadc-trace/1"] = Trace,
        ["madc-trace/1"] = MadcTrace,
        ["block-health/1"] = Health,
        ["block-recording/3"] = new BlockRecording(Block, 0, [Spikes], [Trace], [MadcTrace], Health) { Results = [Results] },
        ["link-spikes/1"] = new LinkSpikes(Block, 40_000, 1, Spikes),
        ["chip-recording/3"] = new ChipRecording(1, new BlockRecording(Block, 0, [Spikes], [], [], Health)),
        ["block-failed/1"] = new BlockFailed(Block, 12, "Quadrant 2 of chip 7 stopped: §µ"),
        ["who-is-there/1"] = new WhoIsThere(),
        ["node-announced/1"] = new NodeAnnounced("node-7.lab_2", 1, "2.1.0+3f2a", 64, 300, Draining: true),
        ["trainer-announced/1"] = new TrainerAnnounced("trainer-1", 70_000, "2.1.0", "job 3f2a yinyang, epoch 2 of 4 §"),
        ["node-refused/1"] = new NodeRefused("This trainer speaks protocol 1, node-7 speaks 2.\nInstall the same version."),
        ["cluster-configuration/3"] = new ClusterConfiguration("trainer-1.a1b2c3", Rack, ["node-1", "node-2"]),
        ["configuration-wanted/1"] = new ConfigurationWanted("trainer-1.a1b2c3", 40_000),
        ["block-order/2"] = new BlockOrder("trainer-1.a1b2c3", Run),
        ["training-ended/1"] = new TrainingEnded("trainer-1.a1b2c3"),
        ["training-job/1"] = Job,
        ["job-failed/1"] = new JobFailed(Job, "Option 'epochs' is '-1';\npermitted: 0..10000.", "trainer-1", 1_700_000_100_000),
    };

    public static TheoryData<string> Names => [.. ByName.Keys];
}
