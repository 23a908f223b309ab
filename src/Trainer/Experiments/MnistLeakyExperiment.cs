using Bss2.Trainer.Data;
using Bss2.Trainer.LeakyNetworks;
using Bss2.Trainer.Learning;
using Bss2.Trainer.Training;

namespace Bss2.Trainer.Experiments;

/// <summary>
/// MNIST with leaky integrate-and-fire neurons, 784-1000-10: snnTorch's tutorial 5. Pixels are currents that stay the same for all steps, the loss is the sum over steps of the
/// cross entropy of the output membranes, the class with the most output spikes wins. Defaults: the tutorial, but scored on all test images (the tutorial drops a last batch there too).
/// </summary>
public sealed class MnistLeakyExperiment : BuiltInExperiment
{
    private const string SubtractReset = "subtract";
    private const string ZeroReset = "zero";
    private const string NoReset = "none";
    private const string AtanSurrogate = "atan";
    private const string FastSigmoidSurrogate = "fastSigmoid";
    private const string SpikeOperatorSurrogate = "spikeOperator";
    private const string TutorialNeurons = "tutorial";

    public override string Name => "mnist-leaky";

    public override string Description => "classify MNIST with one hidden layer of leaky neurons, the network of snnTorch's tutorial 5 (model)";

    public override Backend DefaultBackend => Backend.Model;

    public override bool ReportDrawsSamples => false;

    public override IReadOnlyList<OptionSpec> Options { get; } =
    [
        .. EveryExperimentOptions.For(EveryExperimentOptions.ModelBackend, epochs: 1, batchSize: 128, lastBatch: LastBatch.Drop),
        DataFolder.Option,
        new("learningRate", OptionKind.Number, 5e-4, "learning rate of Adam", 1e-9, 100),
        new("nHidden", OptionKind.WholeNumber, 1000L, "hidden neurons", 1, 100_000),
        new("steps", OptionKind.WholeNumber, 25L, "time steps of a sample", 1, 10_000),
        new("beta", OptionKind.Number, 0.95, "share of the membrane that is left after a step, both layers", 0, 1),
        new("threshold", OptionKind.Number, 1.0, "membrane above which a neuron spikes, both layers", 1e-6, 1e6),
        new("reset", OptionKind.Text, SubtractReset, "what a spike does to its membrane one step later", Choices: [SubtractReset, ZeroReset, NoReset]),
        new("surrogate", OptionKind.Text, AtanSurrogate, "what stands for the derivative of a spike: atan with alpha 2, fast sigmoid with slope 25, or the spike itself",
            Choices: [AtanSurrogate, FastSigmoidSurrogate, SpikeOperatorSurrogate]),
        new("neurons", OptionKind.Text, "leaky", "snn.Leaky, or the tutorial's own LeakySurrogate, which spikes one step later and is meant for the surrogate spikeOperator",
            Choices: ["leaky", TutorialNeurons]),
        new("minibatchEvery", OptionKind.WholeNumber, 50L, "iterations between two of which loss and accuracy of the minibatch are told before and after the update; 0: none", 0, 1_000_000) { DecidesResults = false },
    ];

    public override string? RefusalOf(Backend backend) => backend == Backend.Chip
        ? "784 signed inputs reach no neuron of a chip, whose circuits have 128 signed synapses each; it would need merged circuits over several chips. Use --backend model."
        : null;

    public override TrainingTask? Create(OptionSet options)
    {
        ArgumentNullException.ThrowIfNull(options);
        EveryExperimentOptions.RackOf(options);
        var network = NetworkOf(options);
        if (network is { TutorialNeurons: true, Reset: not ResetMechanism.Subtract })
        {
            options.AddFault($"Option 'reset' is '{options.Text("reset")}' and 'neurons' '{TutorialNeurons}'; the tutorial's own neurons know the reset '{SubtractReset}' alone.");
        }

        var images = DataFolder.Mnist(options);
        if (images is not null && options.Whole("batchSize") is var size && size > images.Train.Count)
        {
            options.AddFault($"Option 'batchSize' is {size}, more than the {images.Train.Count} training images, and a batch that is not full is dropped; permitted: 1..{images.Train.Count}.");
        }

        if (images is null || options.Faults.Count > 0)
        {
            return null;
        }

        return new TrainingTask
        {
            Experiment = Name,
            Model = new LeakyClassifierModel(network, (ulong)options.Whole("seed"), FirstOfEachClass(images.Test)),
            Train = images.TrainCurrents,
            Test = images.TestCurrents,
            Backend = EveryExperimentOptions.BackendOf(options),
            Seed = (ulong)options.Whole("seed"),
            Epochs = (int)options.Whole("epochs"),
            BatchSize = (int)options.Whole("batchSize"),
            LastBatch = LastBatch.Drop,
            LearningRate = new StepLR(options.Number("learningRate"), 1, 1),
            TestEvery = (int)options.Whole(EveryExperimentOptions.TestEveryKey),
            SaveEvery = (int)options.Whole(EveryExperimentOptions.SaveEveryKey),
            MinibatchEvery = (int)options.Whole("minibatchEvery"),
            Options = options,
            Snapshot = new SnapshotRequest(null, 0, 0) { TestOutputs = true },
        };
    }

    private static LeakyClassifierOptions NetworkOf(OptionSet options) => new()
    {
        Hidden = (int)options.Whole("nHidden"),
        TimeSteps = (int)options.Whole("steps"),
        Beta = options.Number("beta"),
        Threshold = options.Number("threshold"),
        Reset = options.Text("reset") switch
        {
            ZeroReset => ResetMechanism.Zero,
            NoReset => ResetMechanism.None,
            _ => ResetMechanism.Subtract,
        },
        Surrogate = options.Text("surrogate") switch
        {
            FastSigmoidSurrogate => ClassifierSurrogate.FastSigmoid,
            SpikeOperatorSurrogate => ClassifierSurrogate.SpikeOperator,
            _ => ClassifierSurrogate.Atan,
        },
        TutorialNeurons = options.Text("neurons") == TutorialNeurons,
    };

    /// <summary>The digits of the report.</summary>
    private static Dataset FirstOfEachClass(ImageSet images)
    {
        int[] chosen = [.. Enumerable.Range(0, images.ClassNames.Length).Select(c => Array.IndexOf(images.Labels, c)).Where(k => k >= 0)];
        var few = images with { Pixels = chosen.SelectMany(k => images[k].ToArray()).ToArray(), Labels = [.. chosen.Select(k => images.Labels[k])] };
        return few.ToDataset([.. Enumerable.Range(0, 256).Select(p => p / 255.0)]);
    }
}
