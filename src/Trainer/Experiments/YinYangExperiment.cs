using Bss2.Trainer.Data;
using Bss2.Trainer.Learning;
using Bss2.Trainer.Training;

namespace Bss2.Trainer.Experiments;

/// <summary>
/// Yin-Yang with surrogate gradients: one hidden layer of spiking neurons, a readout of leaky integrators, coordinates coded as spike times; trained
/// on spikes and membranes recorded from the chip, or in ideal numerics. Defaults: the hxtorch tutorial, with a test set of its own.
/// </summary>
public sealed class YinYangExperiment : BuiltInExperiment
{
    private const int GridWidth = 50;

    public override string Name => "yinyang";

    public override string Description => "classify the Yin-Yang figure with one hidden layer of spiking neurons, surrogate gradients (chip, model)";

    public override Backend DefaultBackend => Backend.Chip;

    public override IReadOnlyList<OptionSpec> Options { get; } =
    [
        .. EveryExperimentOptions.For(EveryExperimentOptions.ChipBackend, epochs: 4, batchSize: 75),
        new("learningRate", OptionKind.Number, 0.002, "learning rate of the first epoch", 1e-9, 100),
        new("learningRateStep", OptionKind.WholeNumber, 5L, "epochs between two steps of the learning rate", 1, 1_000_000),
        new("learningRateFactor", OptionKind.Number, 0.9, "factor of each step of the learning rate", 1e-6, 1),
        new("trainSize", OptionKind.WholeNumber, 5025L, "samples of the training set", 1, 10_000_000),
        new("trainSeed", OptionKind.WholeNumber, 42L, "seed of the training set", 0, uint.MaxValue),
        new("testSize", OptionKind.WholeNumber, 1050L, "samples of the test set", 1, 10_000_000),
        new("testSeed", OptionKind.WholeNumber, 40L, "seed of the test set; that of the training set makes the test set a part of it", 0, uint.MaxValue),
        .. YinYangSettings.Options,
    ];

    public override IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Presets { get; } =
        new Dictionary<string, IReadOnlyDictionary<string, string>>
        {
            ["quick"] = new Dictionary<string, string> { ["epochs"] = "1", ["batchSize"] = "50", ["trainSize"] = "500", ["testSize"] = "100" },
        };

    public override TrainingTask? Create(OptionSet options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var settings = YinYangSettings.Of(options);
        var rack = EveryExperimentOptions.RackOf(options, YinYangSettings.HiddenChipKey, YinYangSettings.ReadoutChipKey);
        EveryExperimentOptions.CheckBatches(options, "trainSize");
        settings.Check(options);
        if (options.Faults.Count > 0)
        {
            return null;
        }

        var model = new YinYangModel(settings, (ulong)options.Whole("seed"));
        if (rack is not null)
        {
            EveryExperimentOptions.CheckPlacement(options, model.Network!, rack);
        }

        return options.Faults.Count > 0
            ? null
            : new TrainingTask
            {
                Experiment = Name,
                Model = model,
                Train = YinYangDataset.Create((int)options.Whole("trainSize"), (uint)options.Whole("trainSeed")),
                Test = YinYangDataset.Create((int)options.Whole("testSize"), (uint)options.Whole("testSeed")),
                Backend = EveryExperimentOptions.BackendOf(options),
                Seed = (ulong)options.Whole("seed"),
                Epochs = (int)options.Whole("epochs"),
                BatchSize = (int)options.Whole("batchSize"),
                LearningRate = new StepLR(options.Number("learningRate"), (int)options.Whole("learningRateStep"), options.Number("learningRateFactor")),
                TestEvery = (int)options.Whole(EveryExperimentOptions.TestEveryKey),
                SaveEvery = (int)options.Whole(EveryExperimentOptions.SaveEveryKey),
                Rack = rack,
                Replicas = (int)options.Whole("replicas"),
                BlockSize = (int)options.Whole("blockSize"),
                Options = options,
                Snapshot = new SnapshotRequest(YinYangDataset.Grid(GridWidth), GridWidth, 0),
            };
    }
}
