using Bss2.Trainer.Data;
using Bss2.Trainer.FastAndDeep;
using Bss2.Trainer.Learning;
using Bss2.Trainer.Numerics.SpikeTimes;
using Bss2.Trainer.Training;

namespace Bss2.Trainer.Experiments;

/// <summary>The options of a spike-time experiment as a model's; what is wrong becomes faults of the options.</summary>
internal static class SpikeTimeSettings
{
    private const double LargestWeight = 1e6;
    private const int MostLayers = 8;
    private const int MostNeurons = 65_536;

    /// <summary>Times of values 0 and 1, or null with a fault.</summary>
    public static LatencyCode? Code(OptionSet o)
    {
        var (early, late) = (o.Number("early"), o.Number("late"));
        if (early < late)
        {
            return new LatencyCode(early, late);
        }

        o.AddFault(FormattableString.Invariant($"Option 'early' is {early} and 'late' {late}; early must be below late."));
        return null;
    }

    /// <summary>The model's options, or null where there are faults.</summary>
    /// <param name="o">The options.</param>
    /// <param name="inputs">Spikes of a sample.</param>
    /// <param name="classes">Classes of the data.</param>
    /// <param name="chunkSize">Samples of a chunk.</param>
    public static SpikeTimeModelOptions? Model(OptionSet o, int inputs, int classes, int chunkSize)
    {
        var layers = Layers(o, classes);
        var biases = Biases(o, layers.Length);
        var means = NumberList.ForLayers(o, "weightMeans", layers.Length, -LargestWeight, LargestWeight);
        var sigmas = NumberList.ForLayers(o, "weightSigmas", layers.Length, 0, LargestWeight);
        var missing = NumberList.ForLayers(o, "permittedMissing", layers.Length, 0, 1);
        var neuron = Neuron(o);
        if (o.Faults.Count > 0)
        {
            return null;
        }

        var kind = SpikeTimeDelayNames.Parse(o.Text("delays"));
        var isChip = EveryExperimentOptions.BackendOf(o) == Backend.Chip;
        var options = new SpikeTimeModelOptions
        {
            Network = new SpikeTimeNetwork(neuron, inputs, [.. layers.Select((n, l) => new SpikeTimeLayer(n) { BiasTimes = biases[l], Delays = kind })]),
            Objective = Objective(o),
            InitialWeights = [.. means.Zip(sigmas, (m, s) => new NormalDraw(m, s))],
            InitialDelays = new NormalDraw(o.Number("delayMean"), o.Number("delaySigma")),
            DelayRange = new DelayRange { Shift = o.Number("delayShift"), Scale = o.Number("delayScale") },
            DelayRateFactor = o.Number("delayLearningRate") / o.Number("learningRate"),
            Bumping = o.Number("bumpValue") == 0 ? null : new WeightBumping
            {
                PermittedMissing = missing,
                Value = o.Number("bumpValue"),
                IsExponential = o.Flag("bumpExponential"),
                IsTargeted = o.Flag("bumpTargeted"),
            },
            LargestGradient = NoneIsInfinite(o.Number("maxGradient")),
            LargestWeight = NoneIsInfinite(o.Number("clip")),
            Rounding = o.Number("rounding"),
            InputNoise = new NormalDraw(o.Number("noiseMean"), o.Number("noiseSigma")),
            Chip = isChip ? ChipSetup.Find(o.Text("setup")) : null,
            SampleLength = o.Number("sampleLength"),
            ChunkSize = chunkSize,
        };
        foreach (var fault in options.Faults())
        {
            o.AddFault(fault);
        }

        return o.Faults.Count > 0 ? null : options;
    }

    private static double NoneIsInfinite(double value) => value == 0 ? double.PositiveInfinity : value;

    private static int[] Layers(OptionSet o, int classes)
    {
        var before = o.Faults.Count;
        var sizes = NumberList.Parse(o, "layers", o.Text("layers"), 1, MostNeurons);
        if (o.Faults.Count > before)
        {
            return [];
        }

        if (sizes.Length is 0 or > MostLayers || sizes[^1] != classes || sizes.Any(s => s != Math.Floor(s)))
        {
            o.AddFault($"Option 'layers' is '{o.Text("layers")}'; permitted: 1..{MostLayers} whole numbers, the last of them the number of classes, {classes}.");
            return [];
        }

        return [.. sizes.Select(s => (int)s)];
    }

    /// <summary>[layer][bias spike]; those of the first layer repeated as the inputs are.</summary>
    private static double[][] Biases(OptionSet o, int layers)
    {
        var parts = o.Text("biasTimes").Split(';');
        if (layers > 0 && parts.Length > layers)
        {
            o.AddFault($"Option 'biasTimes' is '{o.Text("biasTimes")}', for {parts.Length} layers; permitted: up to {layers}.");
        }

        var biases = new double[layers][];
        for (var l = 0; l < layers; l++)
        {
            var times = l < parts.Length ? NumberList.Parse(o, "biasTimes", parts[l], 0, LargestWeight) : [];
            biases[l] = l > 0 ? times : [.. Enumerable.Repeat(times, (int)o.Whole("inputRepetitions")).SelectMany(t => t)];
        }

        return biases;
    }

    private static SpikeTimeNeuron Neuron(OptionSet o)
    {
        var neuron = new SpikeTimeNeuron
        {
            MembraneTimeConstant = o.Number("tauMem"),
            SynapticTimeConstant = o.Number("tauSyn"),
            Threshold = o.Number("threshold"),
            Leak = o.Number("leak"),
            LeakConductance = o.Number("leakConductance"),
            CompatibilityTerm = o.Number("compatibilityTerm"),
        };
        foreach (var fault in neuron.Faults())
        {
            o.AddFault("Neurons: " + fault);
        }

        return neuron;
    }

    private static SpikeTimeObjective Objective(OptionSet o) => o.Text("loss") switch
    {
        SpikeTimeLossNames.Targets => new TargetTimeObjective(o.Number("timeCorrect"), o.Number("timeWrong")),
        SpikeTimeLossNames.Separation => new SeparationObjective(o.Number("separation")),
        _ => new FirstSpikeObjective(new FirstSpikeLoss
        {
            Xi = o.Number("xi"),
            Alpha = o.Number("alpha"),
            Beta = o.Number("beta"),
            TimeConstant = o.Number("tauSyn"),
        }),
    };
}
