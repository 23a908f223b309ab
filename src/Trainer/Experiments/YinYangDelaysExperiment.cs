using Bss2.Trainer.Data;
using Bss2.Trainer.Training;

namespace Bss2.Trainer.Experiments;

/// <summary>
/// Yin-Yang with trainable delays (DelGrad): 30 hidden neurons, tau_m = 2 tau_s, no bias spikes. Defaults: yin_yang_H30_WS (synaptic delays); the presets are its partners with axonal
/// delays and with weights alone.
/// </summary>
public sealed class YinYangDelaysExperiment() : SpikeTimeExperiment(Synaptic, null, YinYangPoints.Options)
{
    private static SpikeTimeDefaults Synaptic { get; } = new()
    {
        Layers = "30,3",
        WeightMeans = "1,1",
        WeightSigmas = "1,1",
        Epochs = 300,
        BatchSize = 150,
        LearningRate = 0.01,
        LearningRateStep = 20,
        LearningRateFactor = 0.95,
        PermittedMissing = "0.3,0",
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
            ["axonal"] = new Dictionary<string, string> { ["delays"] = SpikeTimeDelayNames.Axonal, ["learningRate"] = "0.005", ["delayLearningRate"] = "0.005" },

            // yin_yang_H30_W but for two values that were chosen by validation: 10 % of the hidden spikes may be missing (there 30 %), and a step takes a tenth of the rate (there a
            // twentieth). docs/fast-and-deep.md has both beside each other.
            ["weights"] = new Dictionary<string, string>
            {
                ["delays"] = SpikeTimeDelayNames.None,
                ["learningRate"] = "0.02",
                ["learningRateFactor"] = "0.9",
                ["weightMeans"] = "0.5,0.5",
                ["permittedMissing"] = "0.1,0",
            },
        };

    public override string? RefusalOf(Backend backend) =>
        backend == Backend.Chip ? "a chip has no adjustable delays; 'yinyang-ttfs' trains weights alone on it, with --preset thirty as few neurons." : null;

    private protected override int Inputs => YinYangDataset.FeatureCount;

    private protected override int Classes => 3;

    private protected override DataSplits? Data(OptionSet options, LatencyCode code) => YinYangPoints.Data(options, code);

    private protected override (Dataset? Points, int Width) Map(OptionSet options) => YinYangPoints.Map(options);
}
