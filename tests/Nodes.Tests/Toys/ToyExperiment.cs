using Bss2.Nodes.Tests.Reports;
using Bss2.Trainer.Experiments;
using Bss2.Trainer.Learning;
using Bss2.Trainer.Training;

namespace Bss2.Nodes.Tests.Toys;

/// <summary>An experiment that trains in milliseconds, with the options that every experiment has.</summary>
internal sealed class ToyExperiment : BuiltInExperiment
{
    public override string Name => "toy";

    public override string Description => "Softmax regression on points of a plane";

    public override Backend DefaultBackend => Backend.Model;

    public override IReadOnlyList<OptionSpec> Options { get; } =
    [
        new("backend", OptionKind.Text, "model", "Where the forward pass runs", Choices: ["model", "chip"]),
        new("seed", OptionKind.WholeNumber, 1L, "Seed of initial weights, shuffling and noise", 0),
        new("epochs", OptionKind.WholeNumber, 2L, "Epochs to train", 0, 10000) { DecidesResults = false },
        new("batchSize", OptionKind.WholeNumber, 10L, "Samples of an update", 1, 100),
        new("learningRate", OptionKind.Number, 0.1, "Step size of the optimiser", 0, 1),
        new("weightScale", OptionKind.Number, 40.0, "Hardware weight of a model weight of 1", 1, 100),
        new("shuffle", OptionKind.Flag, true, "Whether samples are shuffled"),
        new("chipSerial", OptionKind.WholeNumber, 1L, "Virtual chip", 0, 255),
        new("replicas", OptionKind.WholeNumber, (long)Environment.ProcessorCount, "Copies of the rack", 1, 1024) { DecidesResults = false },
        new("blockSize", OptionKind.WholeNumber, 10L, "Samples of a block", 1, 1000) { DecidesResults = false },
    ];

    public override IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Presets { get; } =
        new Dictionary<string, IReadOnlyDictionary<string, string>>
        {
            ["quick"] = new Dictionary<string, string> { ["epochs"] = "1", ["batchSize"] = "20", ["learningRate"] = "0.2" },
        };

    public override string? RefusalOf(Backend backend) => backend == Backend.Chip ? "it has no spikes; use --backend model." : null;

    public override TrainingTask? Create(OptionSet options)
    {
        const int TrainSize = 100;
        if (TrainSize % options.Whole("batchSize") != 0)
        {
            options.AddFault($"Batch size {options.Whole("batchSize")} does not divide the {TrainSize} training samples; use 10, 20 or 50.");
        }

        if (options.Faults.Count > 0)
        {
            return null;
        }

        return new TrainingTask
        {
            Experiment = Name,
            Model = new ToyModel(options.Whole("seed")),
            Train = SyntheticRun.Points(TrainSize),
            Test = SyntheticRun.Points(40),
            Backend = Backend.Model,
            Seed = (ulong)options.Whole("seed"),
            Epochs = (int)options.Whole("epochs"),
            BatchSize = (int)options.Whole("batchSize"),
            LearningRate = new StepLR(options.Number("learningRate"), 5, 0.9),
            Options = options,
        };
    }
}
