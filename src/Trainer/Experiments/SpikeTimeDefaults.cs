using Bss2.Trainer.FastAndDeep;
using Bss2.Trainer.Training;

namespace Bss2.Trainer.Experiments;

/// <summary>Where the spike-time experiments differ in the defaults of their options. Those of here are the public reference's for all of its configurations.</summary>
internal sealed record SpikeTimeDefaults
{
    public required string Layers { get; init; }
    public required string WeightMeans { get; init; }
    public required string WeightSigmas { get; init; }
    public required int Epochs { get; init; }
    public required int BatchSize { get; init; }
    public required double LearningRate { get; init; }
    public required int LearningRateStep { get; init; }
    public required double LearningRateFactor { get; init; }
    public required string PermittedMissing { get; init; }
    public required double BumpValue { get; init; }
    public string Backend { get; init; } = EveryExperimentOptions.ModelBackend;
    public string Loss { get; init; } = SpikeTimeLossNames.First;
    public double Alpha { get; init; } = 0.005;
    public double TimeCorrect { get; init; } = 1.7;
    public double TimeWrong { get; init; } = 1.0;
    public double Separation { get; init; } = 0.2;
    public double Early { get; init; } = 0.15;
    public double Late { get; init; } = 2;
    public string BiasTimes { get; init; } = "";
    public double MembraneTimeConstant { get; init; } = 1;
    public double Threshold { get; init; } = 1;
    public double Leak { get; init; }
    public double LeakConductance { get; init; } = 1;
    public double NoiseSigma { get; init; }
    public int InputRepetitions { get; init; } = 1;
    public string Delays { get; init; } = SpikeTimeDelayNames.None;
    public double DelayLearningRate { get; init; } = 0.003;
    public double SampleLength { get; init; } = 4;
    public int TestEvery { get; init; } = 1;
    public int SaveEvery { get; init; } = 50;
    public int PrintEvery { get; init; } = 50;

    /// <summary>Neuron constants that stand for the silicon in the reference (hx_settings.yaml): c = (1.08 − 0.70) · 4 = 1.52.</summary>
    public SpikeTimeDefaults OnChip() => this with { Backend = EveryExperimentOptions.ChipBackend, Threshold = 1.08, Leak = 0.7, LeakConductance = 4, InputRepetitions = 5 };

    /// <summary>All options, in the order of printing.</summary>
    public OptionSpec[] Options() =>
    [
        .. EveryExperimentOptions.For(Backend, Epochs, BatchSize, TestEvery, SaveEvery, LastBatch.Keep),
        EveryExperimentOptions.PrintEvery(PrintEvery),
        Text("layers", Layers, "neurons of each layer with a comma between, the label layer last"),
        Text("optimiser", "adam", "how weights follow gradients", "adam", "sgd"),
        Number("momentum", 0, "momentum of sgd", 0, 0.999),
        Number("learningRate", LearningRate, "learning rate of the first epoch", 1e-9, 100),
        Whole("learningRateStep", LearningRateStep, "epochs between two steps of the learning rate", 1, 1_000_000),
        Number("learningRateFactor", LearningRateFactor, "factor of each step of the learning rate", 1e-6, 1),
        Text("loss", Loss, "what label times are trained towards: the true one first, fixed times, or the others after it", SpikeTimeLossNames.All),
        Number("xi", 0.2, "loss 'first': width of the softmax, units of tauSyn", 1e-6, 1e6),
        Number("alpha", Alpha, "loss 'first': strength of the pull to early times", 0, 1e6),
        Number("beta", 1, "loss 'first': time scale of that pull, units of tauSyn", 1e-6, 1e6),
        Number("timeCorrect", TimeCorrect, "loss 'targets': time of the true label, units of tauSyn", 0, 1e3),
        Number("timeWrong", TimeWrong, "loss 'targets': time of the others, units of tauSyn", 0, 1e3),
        Number("separation", Separation, "loss 'separation': time from the true label to the others, units of tauSyn", 0, 1e3),
        Text("weightMeans", WeightMeans, "mean of the initial weights of each layer"),
        Text("weightSigmas", WeightSigmas, "standard deviation of the initial weights of each layer"),
        Text("initialWeights", "", "npz file with initial parameters under the names of weights.npz, in place of random ones"),
        Number("maxGradient", 0.2, "a sample and neuron with a larger weight gradient adds nothing to its weights; 0: no limit", 0, 1e6),
        Text("permittedMissing", PermittedMissing, "share of missing spikes above which a layer is bumped, one for each layer or for all"),
        Number("bumpValue", BumpValue, "what a bump adds to the weights; 0: no bumps", 0, 10),
        new("bumpExponential", OptionKind.Flag, true, "whether it doubles as long as consecutive updates bump the same layer"),
        new("bumpTargeted", OptionKind.Flag, true, "whether only neurons that missed a spike are bumped"),
        Number("clip", 0, "largest size of a weight; 0: no limit but that of a chip", 0, 1e6),
        Number("rounding", 0, "step of the weights in the forward pass; 0: none", 0, 10),
        Number("early", Early, "spike time of value 0, units of tauSyn", 0, 100),
        Number("late", Late, "spike time of value 1, units of tauSyn", 0, 100),
        Text("biasTimes", BiasTimes, "times of the bias spikes, units of tauSyn: commas between those of a layer, semicolons between layers"),
        Whole("inputRepetitions", InputRepetitions, "times that each input (and bias spike of the first layer) is repeated", 1, 25),
        Number("noiseMean", 0, "mean of the noise on input times of training samples", -10, 10),
        Number("noiseSigma", NoiseSigma, "standard deviation of the noise on input times of training samples", 0, 10),
        Number("tauSyn", 1, "synaptic time constant, the unit of time", 1e-3, 1e3),
        Number("tauMem", MembraneTimeConstant, "membrane time constant", 1e-3, 1e3),
        Number("threshold", Threshold, "threshold of the model's neurons", -1e3, 1e3),
        Number("leak", Leak, "leak potential of the model's neurons", -1e3, 1e3),
        Number("leakConductance", LeakConductance, "leak conductance of the model's neurons", 1e-3, 1e3),
        Number("compatibilityTerm", 0, "1e-6 for the public reference's digits; 0: exact", 0, 1e-3),
        Text("delays", Delays, "trainable delays before each layer", SpikeTimeDelayNames.All),
        Number("delayMean", 0, "mean of the initial parameters of delays, before the sigmoid", -100, 100),
        Number("delaySigma", 0.25, "their standard deviation", 0, 100),
        Number("delayShift", 0, "shortest delay", 0, 100),
        Number("delayScale", 1, "longest less shortest delay", 1e-6, 100),
        Number("delayLearningRate", DelayLearningRate, "learning rate of delays in the first epoch; falls as that of the weights", 1e-9, 100),
        Text("setup", ChipSetup.Tutorial.Name, "chip set-up: calibration, time scale, weight scale", [.. ChipSetup.Known.Select(s => s.Name)]),
        Number("sampleLength", SampleLength, "length of a sample on the chip, units of tauSyn", 0.1, 1000),
    ];

    private static OptionSpec Number(string key, double value, string description, double minimum, double maximum) =>
        new(key, OptionKind.Number, value, description, minimum, maximum);

    private static OptionSpec Whole(string key, long value, string description, double minimum, double maximum) =>
        new(key, OptionKind.WholeNumber, value, description, minimum, maximum);

    private static OptionSpec Text(string key, string value, string description, params string[] choices) =>
        new(key, OptionKind.Text, value, description, Choices: choices.Length == 0 ? null : choices);
}
