using Bss2.Trainer.Data;
using Bss2.Trainer.Training;

namespace Bss2.Trainer.Experiments;

/// <summary>
/// Yin-Yang by exact spike times: 120 hidden neurons, coordinates as latencies, the paper's loss. Defaults: yin_yang.yaml of Fast &amp; Deep, on the chip yin_yang_hx.yaml, both with the
/// loss of the paper.
/// </summary>
public sealed class YinYangSpikeTimesExperiment() : SpikeTimeExperiment(Software, Silicon, YinYangPoints.Options)
{
    private static SpikeTimeDefaults Software { get; } = new()
    {
        Layers = "120,3",
        WeightMeans = "1.5,0.5",
        WeightSigmas = "0.8,0.8",
        BiasTimes = "0.9;0.9",
        Epochs = 300,
        BatchSize = 150,
        LearningRate = 0.005,
        LearningRateStep = 20,
        LearningRateFactor = 0.95,
        PermittedMissing = "0.3,0",
        BumpValue = 0.0005,
    };

    private static SpikeTimeDefaults Silicon { get; } = Software.OnChip() with
    {
        // Those of the ideal model in units of this threshold, spread over five synapses, and its rate. With the silicon's (0.1 ± 0.12, 0.075 ± 0.15, rate 0.002) no label spikes
        // at first and bumps must lift all weights alike: docs/fast-and-deep.md has both beside each other.
        WeightMeans = "0.46,0.76",
        WeightSigmas = "0.54,1",
        BiasTimes = "0.9",
        BatchSize = 40,
        LearningRate = 0.005,
        SampleLength = 3,
        PermittedMissing = "0.3,0.05",
        SaveEvery = 10,
    };

    public override string Name => "yinyang-ttfs";

    public override string Description => "classify the Yin-Yang figure by the first of three spikes, exact gradients of spike times (model, chip)";

    public override IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Presets { get; } =
        new Dictionary<string, IReadOnlyDictionary<string, string>>
        {
            // The weights-only partner of the published runs with delays on silicon (DelGrad, yin_yang_hxpynn without delays): 84.9 %.
            ["thirty"] = new Dictionary<string, string>
            {
                ["backend"] = "chip",
                ["layers"] = "30,3",
                ["loss"] = SpikeTimeLossNames.Separation,
                ["separation"] = "0.3",
                ["biasTimes"] = "",
                ["permittedMissing"] = "0.05,0.05",
            },
            ["quick"] = new Dictionary<string, string> { ["epochs"] = "2", ["trainSize"] = "600", ["testSize"] = "200" },
        };

    private protected override int Inputs => YinYangDataset.FeatureCount;

    private protected override int Classes => 3;

    private protected override DataSplits? Data(OptionSet options, LatencyCode code) => YinYangPoints.Data(options, code);

    private protected override (Dataset? Points, int Width) Map(OptionSet options) => YinYangPoints.Map(options);
}
