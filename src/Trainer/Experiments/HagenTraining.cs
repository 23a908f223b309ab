using System.Globalization;
using Bss2.Messages.Experiment;
using Bss2.Trainer.Learning;
using Bss2.Trainer.Perceptron;
using Bss2.Trainer.Training;

namespace Bss2.Trainer.Experiments;

/// <summary>
/// What experiments in matrix-multiply mode have in common: a phase in mock, then one on the chip with a fresh optimiser, and the linear law that mock and gradients follow, measured on the chip that will be
/// trained unless it is given.
/// </summary>
internal static class HagenTraining
{
    public const string MockEpochsKey = "mockEpochs";
    public const string ChipEpochsKey = "chipEpochs";
    public const string GainKey = "gain";
    public const string NoiseKey = "noiseStd";
    private const string EpochsKey = "epochs";

    /// <summary>What stands for "measure it".</summary>
    private const double Measured = -1;

    /// <summary>The options, with epochs of both phases in place of <c>epochs</c>.</summary>
    public static IEnumerable<OptionSpec> Options(HagenDefaults defaults, LastBatch lastBatch = LastBatch.Require) =>
    [
        .. EveryExperimentOptions.For(EveryExperimentOptions.ChipBackend, 0, defaults.BatchSize, lastBatch: lastBatch).Where(o => o.Key != EpochsKey),
        new(MockEpochsKey, OptionKind.WholeNumber, (long)defaults.MockEpochs, "epochs in mock", 0, 1_000_000),
        new("mockLearningRate", OptionKind.Number, defaults.MockRate, "learning rate of the first epoch in mock", 1e-9, 1000),
        new("mockLearningRateFactor", OptionKind.Number, defaults.MockFactor, "factor of the learning rate after each epoch in mock", 1e-6, 1),
        new(ChipEpochsKey, OptionKind.WholeNumber, (long)defaults.ChipEpochs, "epochs on the chip after those in mock; on the model backend in mock too", 0, 1_000_000) { DecidesResults = false },
        new("chipLearningRate", OptionKind.Number, defaults.ChipRate, "learning rate of the first epoch on the chip", 1e-9, 1000),
        new("chipLearningRateFactor", OptionKind.Number, defaults.ChipFactor, "factor of the learning rate after each epoch on the chip", 1e-6, 1),
        new(GainKey, OptionKind.Number, Measured, "gain of mock and gradients, LSB; -1: measured on the chip", -1, 1),
        new(NoiseKey, OptionKind.Number, Measured, "standard deviation of the mock's noise, LSB; -1: measured on the chip", -1, 128),
    ];

    /// <summary>The law that mock and gradients follow: given, or measured on the first chip of the options, whose faults were looked for before. Null with a fault where it is out of range.</summary>
    public static MockParameter? LawOf(OptionSet options)
    {
        var (gain, noise) = (options.Number(GainKey), options.Number(NoiseKey));
        if (gain != Measured && gain <= 0)
        {
            options.AddFault(FormattableString.Invariant($"Option '{GainKey}' is {gain}; permitted: above 0 and at most 1, or -1 to measure it."));
            return null;
        }

        if (noise != Measured && noise < 0)
        {
            options.AddFault(FormattableString.Invariant($"Option '{NoiseKey}' is {noise}; permitted: 0 or more, or -1 to measure it."));
            return null;
        }

        if (gain != Measured && noise != Measured)
        {
            return new MockParameter(gain, noise);
        }

        var seed = (ulong)options.Whole("seed");
        var measured = new PerceptronSession(new EmulatedMatrixUnit([EveryExperimentOptions.ChipsOf(options)[0]], seed), seed).MeasureMockParameter();
        return new MockParameter(gain == Measured ? measured.Gain : gain, noise == Measured ? measured.NoiseStd : noise);
    }

    /// <summary>Names among which tiles are shared: of the rack, where it has several chips.</summary>
    public static IReadOnlyList<string> TileChips(RackChip[]? rack) => rack is { Length: > 1 } ? [.. rack.Select(c => c.Name)] : [];

    /// <summary>The phases; on the model backend both are in mock.</summary>
    public static TrainingPhase[] PhasesOf(OptionSet options) =>
    [
        new("mock", Backend.Model, (int)options.Whole(MockEpochsKey), StepLR.Exponential(options.Number("mockLearningRate"), options.Number("mockLearningRateFactor"))),
        new(
            EveryExperimentOptions.BackendOf(options) == Backend.Chip ? "chip" : "mock further",
            EveryExperimentOptions.BackendOf(options),
            (int)options.Whole(ChipEpochsKey),
            StepLR.Exponential(options.Number("chipLearningRate"), options.Number("chipLearningRateFactor"))),
    ];

    /// <summary>What is printed before the training: the law, the network in mock and that on the chip, as the tutorial prints them.</summary>
    public static string Describe(MockParameter law, Func<bool, Sequential> network)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"gain factor: {law.Gain:0.00000}\nnoise std.:  {law.NoiseStd:0.00000}\n");
        return $"{text}{network(true)}\n{network(false)}\n";
    }
}

/// <summary>Defaults of an experiment in matrix-multiply mode.</summary>
/// <param name="BatchSize">Samples of an update.</param>
/// <param name="MockEpochs">Epochs in mock.</param>
/// <param name="MockRate">First learning rate in mock.</param>
/// <param name="MockFactor">Its factor after each epoch.</param>
/// <param name="ChipEpochs">Epochs on the chip.</param>
/// <param name="ChipRate">First learning rate on the chip.</param>
/// <param name="ChipFactor">Its factor after each epoch.</param>
internal sealed record HagenDefaults(int BatchSize, int MockEpochs, double MockRate, double MockFactor, int ChipEpochs, double ChipRate, double ChipFactor);
