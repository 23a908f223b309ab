using Bss2.Trainer.Data;
using Bss2.Trainer.Training;

namespace Bss2.Trainer.Experiments;

/// <summary>
/// Yin-Yang with trainable delays (DelGrad): 30 hidden neurons, tau_m = 2 tau_s, no bias spikes. Defaults: yin_yang_H30_WS (synaptic delays); the presets are its partners with axonal
/// delays and with weights alone. Batches, rates and the share of missing spikes are ours, chosen by validation: docs/fast-and-deep.md has both beside each other.
/// </summary>
public sealed class YinYangDelaysExperiment() : SpikeTimeExperiment(Synaptic, null, YinYangPoints.Options)
{
    private static SpikeTimeDefaults Synaptic { get; } = new()
    {
        Layers = "30,3",
        WeightMeans = "1,1",
        WeightSigmas = "1,1",
        Epochs = 300,
        BatchSize = 40,
        LearningRate = 0.003,
        DelayLearningRate = 0.001,
        LearningRateStep = 20,
        LearningRateFactor = 0.9,
        PermittedMissing = "0.1,0",
        BumpValue = 0.0005,
        Loss = SpikeTimeLossNames.Separation,
        MembraneTimeConstant = 2,
        LeakConductance = 0.5,
        Delays = SpikeTimeDelayNames.Synaptic,
    };

    public override string Name => "yinyang-delays";

    public override string Description => "classify the Yin-Yang figure with 30 hidden neurons and trainable delays, exact gradients (model)";

    public override IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Presets { get; } =
        new Dictionary<string, IReadOnlyDictionary<string, string>>
        {
            ["axonal"] = new Dictionary<string, string> { ["delays"] = SpikeTimeDelayNames.Axonal, ["learningRate"] = "0.0015", ["delayLearningRate"] = "0.0015" },
            ["weights"] = new Dictionary<string, string>
            {
                ["delays"] = SpikeTimeDelayNames.None,
                ["learningRate"] = "0.005",
                ["learningRateFactor"] = "0.8",
                ["weightMeans"] = "0.5,0.5",
            },
        };

    public override string? RefusalOf(Backend backend) =>
        backend == Backend.Chip ? "a chip has no adjustable delays; 'yinyang-ttfs' trains weights alone on it, with --preset thirty as few neurons." : null;

    private protected override int Inputs => YinYangDataset.FeatureCount;

    private protected override int Classes => 3;

    private protected override DataSplits? Data(OptionSet options, LatencyCode code) => YinYangPoints.Data(options, code);

    private protected override (Dataset? Points, int Width) Map(OptionSet options) => YinYangPoints.Map(options);
}
