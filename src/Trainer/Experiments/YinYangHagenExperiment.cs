using Bss2.Trainer.Data;
using Bss2.Trainer.Perceptron;
using Bss2.Trainer.Training;

namespace Bss2.Trainer.Experiments;

/// <summary>
/// Yin-Yang by matrix multiplication, 4-128-3, first in mock and then with the chip in the loop: the hxtorch tutorial "Train DNNs on BrainScaleS-2". Each epoch is one batch of samples that
/// have not been seen before.
/// </summary>
public sealed class YinYangHagenExperiment : BuiltInExperiment
{
    private const int Classes = 3;
    private const int GridWidth = 16;
    private const float InputScale = 31;
    private const int ChunkSize = 50;

    public override string Name => "yinyang-hagen";

    public override string Description => "classify the Yin-Yang figure by matrix multiplication, in mock and then on the chip (chip, model)";

    public override Backend DefaultBackend => Backend.Chip;

    public override IReadOnlyList<OptionSpec> Options { get; } =
    [
        .. HagenTraining.Options(new HagenDefaults(BatchSize: 350, MockEpochs: 200, MockRate: 1, MockFactor: 0.99, ChipEpochs: 15, ChipRate: 0.2, ChipFactor: 0.9)),
        new("nHidden", OptionKind.WholeNumber, 128L, "hidden neurons", 1, 4096),
        new("avg", OptionKind.WholeNumber, 5L, "copies of each output on the array, of which the mean is taken", 1, 256),
        new("reluShift", OptionKind.WholeNumber, 1L, "bits that hidden results are shifted to become activations", 0, 7),
        new("trainSeed", OptionKind.WholeNumber, 42L, "seed of the training samples", 0, uint.MaxValue),
        new("testSize", OptionKind.WholeNumber, 3000L, "samples of the test set", 1, 10_000_000),
        new("testSeed", OptionKind.WholeNumber, 40L, "seed of the test set; that of the training samples makes the test set a part of them", 0, uint.MaxValue),
    ];

    public override IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Presets { get; } =
        new Dictionary<string, IReadOnlyDictionary<string, string>>
        {
            ["quick"] = new Dictionary<string, string> { ["mockEpochs"] = "10", ["chipEpochs"] = "2", ["testSize"] = "300" },
        };

    public override TrainingTask? Create(OptionSet options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var rack = EveryExperimentOptions.RackOf(options);
        if (options.Faults.Count > 0 || HagenTraining.LawOf(options) is not { } law)
        {
            return null;
        }

        Sequential Network(bool mock)
        {
            var session = new PerceptronSession(seed: (ulong)options.Whole("seed")) { MockParameter = law };
            return new Sequential(
                new Linear(session, YinYangDataset.FeatureCount, (int)options.Whole("nHidden"), mock: mock, name: "hidden"),
                new ConvertingReLU((int)options.Whole("reluShift"), mock),
                new Linear(session, (int)options.Whole("nHidden"), Classes, mock: mock, avg: (int)options.Whole("avg"), name: "output"));
        }

        var model = new PerceptronModel(Network(mock: false), new PerceptronModelOptions([YinYangDataset.FeatureCount], InputScale, law, ChunkSize, HagenTraining.TileChips(rack)));
        if (rack is not null)
        {
            EveryExperimentOptions.CheckPlacement(options, model.Network!, rack);
        }

        var phases = HagenTraining.PhasesOf(options);
        var (batch, epochs) = ((int)options.Whole("batchSize"), phases.Sum(p => p.Epochs));
        return options.Faults.Count > 0
            ? null
            : new TrainingTask
            {
                Experiment = Name,
                Model = model,
                Train = YinYangDataset.Create(batch * Math.Max(epochs, 1), (uint)options.Whole("trainSeed")),
                FreshSamples = batch,
                Test = YinYangDataset.Create((int)options.Whole("testSize"), (uint)options.Whole("testSeed")),
                Backend = EveryExperimentOptions.BackendOf(options),
                Phases = phases,
                Seed = (ulong)options.Whole("seed"),
                Epochs = epochs,
                BatchSize = batch,
                LearningRate = phases[^1].LearningRate,
                TestEvery = (int)options.Whole(EveryExperimentOptions.TestEveryKey),
                SaveEvery = (int)options.Whole(EveryExperimentOptions.SaveEveryKey),
                Rack = rack,
                Replicas = (int)options.Whole("replicas"),
                BlockSize = (int)options.Whole("blockSize"),
                Options = options,
                Introduction = HagenTraining.Describe(law, Network),
                Snapshot = new SnapshotRequest(YinYangDataset.Grid(GridWidth), GridWidth, 0) { KeepsMaps = true },
            };
    }
}
