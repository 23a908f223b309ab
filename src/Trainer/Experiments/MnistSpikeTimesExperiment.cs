using Bss2.Trainer.Data;
using Bss2.Trainer.Training;

namespace Bss2.Trainer.Experiments;

/// <summary>MNIST of 28x28 pixels by exact spike times, 784-350-10. Defaults: mnist.yaml of Fast &amp; Deep.</summary>
public sealed class MnistSpikeTimesExperiment() : SpikeTimeExperiment(Software, null, DataFolder.Option)
{
    private static SpikeTimeDefaults Software { get; } = new()
    {
        Layers = "350,10",
        WeightMeans = "0.05,0.15",
        WeightSigmas = "0.8,0.8",
        Epochs = 150,
        BatchSize = 80,
        LearningRate = 0.005,
        LearningRateStep = 15,
        LearningRateFactor = 0.9,
        PermittedMissing = "0.15,0.05",
        BumpValue = 0.0005,
        NoiseSigma = 0.3,
        SaveEvery = 1,
        PrintEvery = 1,
    };

    public override string Name => "mnist-ttfs";

    public override string Description => "digits of 28x28 pixels by the first of ten spikes, exact gradients of spike times (model; needs MNIST)";

    public override string? RefusalOf(Backend backend) =>
        backend == Backend.Chip ? "a neuron with 784 signed inputs needs neuron circuits that are merged, which the emulated chip does not have yet; a circuit takes 128." : null;

    private protected override int Inputs => 784;

    private protected override int Classes => 10;

    private protected override DataSplits? Data(OptionSet options, LatencyCode code) =>
        MnistOptions.Check(options) ? DataFolder.Mnist(options)?.SpikeTimes(code) : null;
}
