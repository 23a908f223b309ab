using Bss2.Trainer.Data;
using Bss2.Trainer.Perceptron;
using Bss2.Trainer.Training;

namespace Bss2.Trainer.Experiments;

/// <summary>
/// MNIST by matrix multiplication, first in mock and then with the chip in the loop: images of 30x30 pixels (one pixel of padding), a convolution of 10x10 with a stride of 5 and 20 channels, then 500-128-10;
/// the network with which Weis et al. 2020 ("Inference with Artificial Neural Networks on Analog Neuromorphic Hardware") reached 98.0 % on silicon.
/// </summary>
public sealed class MnistHagenExperiment : BuiltInExperiment
{
    private const int Padding = 1;
    private const int Kernel = 10;
    private const int Stride = 5;
    private const int Channels = 20;
    private const int Features = 500;
    private const int ChunkSize = 50;
    private const double WhitePixel = 255;
    private const float MostActivation = 31;

    public override string Name => "mnist-hagen";

    public override string Description => "classify MNIST with a convolution and two dense layers by matrix multiplication, in mock and then on the chip (chip, model)";

    public override Backend DefaultBackend => Backend.Chip;

    public override bool ReportDrawsSamples => false;

    public override IReadOnlyList<OptionSpec> Options { get; } =
    [
        .. HagenTraining.Options(new HagenDefaults(BatchSize: 100, MockEpochs: 5, MockRate: 0.5, MockFactor: 0.6, ChipEpochs: 3, ChipRate: 0.1, ChipFactor: 0.5), LastBatch.Drop),
        DataFolder.Option,
        new("nHidden", OptionKind.WholeNumber, 128L, "neurons of the first dense layer", 1, 4096),
        new("reluShift", OptionKind.WholeNumber, 1L, "bits that results are shifted to become activations of the next layer", 0, 7),
        new("trainSize", OptionKind.WholeNumber, 60_000L, "training images, the first of the set", 1, 60_000),
    ];

    public override IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Presets { get; } =
        new Dictionary<string, IReadOnlyDictionary<string, string>>
        {
            ["quick"] = new Dictionary<string, string> { ["mockEpochs"] = "1", ["chipEpochs"] = "1", ["trainSize"] = "5000" },
        };

    public override TrainingTask? Create(OptionSet options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var rack = EveryExperimentOptions.RackOf(options);
        EveryExperimentOptions.CheckBatches(options, "trainSize", LastBatch.Drop);
        var images = DataFolder.Mnist(options);
        if (images is null || options.Faults.Count > 0 || HagenTraining.LawOf(options) is not { } law)
        {
            return null;
        }

        var (train, test) = (images.Train.Slice(0, (int)options.Whole("trainSize")).Padded(Padding), images.Test.Padded(Padding));
        Sequential Network(bool mock) => NetworkOf(options, law, mock);
        var model = new PerceptronModel(Network(mock: false), new PerceptronModelOptions([1, train.Height, train.Width], 1, law, ChunkSize, HagenTraining.TileChips(rack)));
        if (rack is not null)
        {
            EveryExperimentOptions.CheckPlacement(options, model.Network!, rack);
        }

        var phases = HagenTraining.PhasesOf(options);
        return options.Faults.Count > 0
            ? null
            : new TrainingTask
            {
                Experiment = Name,
                Model = model,
                Train = Activations(train),
                Test = Activations(test),
                Backend = EveryExperimentOptions.BackendOf(options),
                Phases = phases,
                Seed = (ulong)options.Whole("seed"),
                Epochs = phases.Sum(p => p.Epochs),
                BatchSize = (int)options.Whole("batchSize"),
                LastBatch = LastBatch.Drop,
                LearningRate = phases[^1].LearningRate,
                TestEvery = (int)options.Whole(EveryExperimentOptions.TestEveryKey),
                SaveEvery = (int)options.Whole(EveryExperimentOptions.SaveEveryKey),
                Rack = rack,
                Replicas = (int)options.Whole("replicas"),
                BlockSize = (int)options.Whole("blockSize"),
                Options = options,
                Introduction = HagenTraining.Describe(law, Network),
                Snapshot = new SnapshotRequest(null, 0, 0) { TestOutputs = true },
            };
    }

    private static Sequential NetworkOf(OptionSet options, MockParameter law, bool mock)
    {
        var (hidden, shift) = ((int)options.Whole("nHidden"), (int)options.Whole("reluShift"));
        var session = new PerceptronSession(seed: (ulong)options.Whole("seed")) { MockParameter = law };
        return new Sequential(
            new Conv2d(session, 1, Channels, Kernel, Stride, mock: mock, name: "convolution"),
            new ConvertingReLU(shift, mock),
            new Flatten(),
            new Linear(session, Features, hidden, mock: mock, name: "hidden"),
            new ConvertingReLU(shift, mock),
            new Linear(session, hidden, 10, mock: mock, name: "output"));
    }

    /// <summary>Pixels as activations 0..31, not rounded yet.</summary>
    private static Dataset Activations(ImageSet images) => images.ToDataset([.. Enumerable.Range(0, 256).Select(p => p / WhitePixel * MostActivation)]);
}
