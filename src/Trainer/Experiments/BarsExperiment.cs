using Bss2.Trainer.Data;
using Bss2.Trainer.Training;

namespace Bss2.Trainer.Experiments;

/// <summary>
/// Bars: eight images of 3x3 pixels in three classes, the Fast &amp; Deep tutorial. Defaults are those of its cell ([11, 3], rate 0.02, 400 epochs; bars_default.yaml for the rest), on
/// the chip those of bars_hx.yaml.
/// </summary>
public sealed class BarsExperiment() : SpikeTimeExperiment(Tutorial, Silicon)
{
    private static SpikeTimeDefaults Tutorial { get; } = new()
    {
        Layers = "11,3",
        WeightMeans = "1.5,1.5",
        WeightSigmas = "1,1",
        Epochs = 400,
        BatchSize = 30,
        LearningRate = 0.02,
        LearningRateStep = 20,
        LearningRateFactor = 1,
        PermittedMissing = "0.5,0.3",
        BumpValue = 0.005,
        Alpha = 0.003,
        Early = 0.05,
        Late = 0.5,
        SaveEvery = 400,
    };

    private static SpikeTimeDefaults Silicon { get; } = Tutorial.OnChip() with { WeightMeans = "1.5,1", WeightSigmas = "1,0.6", LearningRate = 0.05, Layers = "10,3", SaveEvery = 50 };

    public override string Name => "bars";

    public override string Description => "tell horizontal, vertical and diagonal bars apart by exact spike times, the Fast & Deep tutorial (model, chip)";

    private protected override int Inputs => BarsDataset.PixelCount;

    private protected override int Classes => 3;

    private protected override int ChunkSize => 15;

    private protected override DataSplits? Data(OptionSet options, LatencyCode code)
    {
        var all = BarsDataset.Create(code, repetitions: (int)options.Whole("inputRepetitions"));
        return new DataSplits(all, all, all);
    }
}
