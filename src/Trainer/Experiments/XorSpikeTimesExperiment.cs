using Bss2.Trainer.Data;
using Bss2.Trainer.Training;

namespace Bss2.Trainer.Experiments;

/// <summary>XOR of two bits by exact spike times: ten hidden neurons, a bias spike in both layers, noise on the input times. Defaults: the reference's xor configuration.</summary>
public sealed class XorSpikeTimesExperiment() : SpikeTimeExperiment(Software, null, Copies)
{
    private static SpikeTimeDefaults Software { get; } = new()
    {
        Layers = "10,2",
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
        NoiseSigma = 0.2,
    };

    private static OptionSpec Copies => new("copies", OptionKind.WholeNumber, 250L, "times that each of the four cases stands in the training set, with noise of its own each time", 1, 1_000_000);

    public override string Name => "xor-ttfs";

    public override string Description => "XOR of two bits by the first of two spikes, exact gradients of spike times (model)";

    public override string? RefusalOf(Backend backend) =>
        backend == Backend.Chip ? "its training depends on noise added to the input times and on bias spikes to the label layer, and on a chip only the first layer has any." : null;

    private protected override int Inputs => XorDataset.FeatureCount;

    private protected override int Classes => 2;

    private protected override DataSplits? Data(OptionSet options, LatencyCode code)
    {
        if (options.Whole("inputRepetitions") != 1)
        {
            options.AddFault($"Option 'inputRepetitions' is {options.Whole("inputRepetitions")}; permitted for this experiment: 1.");
            return null;
        }

        var cases = XorDataset.Create(code);
        var copies = (int)options.Whole("copies");
        var train = new Dataset(Repeat(cases.Features, copies), cases.FeatureCount, Repeat(cases.Labels, copies), cases.ClassNames);
        return new DataSplits(train, cases, cases);
    }

    private static T[] Repeat<T>(T[] values, int times) => [.. Enumerable.Range(0, times).SelectMany(_ => values)];
}
