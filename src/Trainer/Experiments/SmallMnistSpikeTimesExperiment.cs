using Bss2.Trainer.Data;
using Bss2.Trainer.Training;

namespace Bss2.Trainer.Experiments;

/// <summary>MNIST of 16x16 pixels by exact spike times, 256-128-10, with the paper's loss. Defaults: 16x16_mnist.yaml of Fast &amp; Deep.</summary>
public sealed class SmallMnistSpikeTimesExperiment() : SpikeTimeExperiment(Software, null, DataFolder.Option)
{
    private static SpikeTimeDefaults Software { get; } = new()
    {
        Layers = "128,10",
        WeightMeans = "0.1,0.6",
        WeightSigmas = "0.4,0.8",
        Epochs = 200,
        BatchSize = 50,
        LearningRate = 0.003,
        LearningRateStep = 10,
        LearningRateFactor = 0.9,
        PermittedMissing = "0.5,0.5",
        BumpValue = 0.0005,
        NoiseSigma = 0.3,
        SaveEvery = 1,
        PrintEvery = 1,
    };

    public override string Name => "mnist16-ttfs";

    public override string Description => "digits of 16x16 pixels by the first of ten spikes, exact gradients of spike times (model; needs MNIST)";

    public override string? RefusalOf(Backend backend) =>
        backend == Backend.Chip ? "a neuron with 256 signed inputs needs neuron circuits that are merged, which the emulated chip does not have yet; a circuit takes 128." : null;

    private protected override int Inputs => 256;

    private protected override int Classes => 10;

    private protected override DataSplits? Data(OptionSet options, LatencyCode code) =>
        MnistOptions.Check(options) ? DataFolder.Mnist(options)?.SmallSpikeTimes(code) : null;
}
