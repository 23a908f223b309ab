using System.Globalization;
using Bss2.Messages.Experiment;
using Bss2.Trainer.Learning;
using Bss2.Trainer.Measuring;
using Bss2.Trainer.Training;

namespace Bss2.Trainer.Experiments;

/// <summary>
/// The training of the hxtorch introduction: leaky readouts learn to follow sums of sines, driven by fixed random input. One sample, one update an epoch.
/// </summary>
public sealed class IntroSineExperiment : BuiltInExperiment
{
    private const int TestsEvery = 10;
    private const int SavesEvery = 20;

    /// <summary>More epochs than there can be: the learning rate stays.</summary>
    private const int NoStep = int.MaxValue;

    public override string Name => "intro-sine";

    public override string Description => "leaky readouts follow sums of sines, the training of the hxtorch introduction (chip, model)";

    public override Backend DefaultBackend => Backend.Chip;

    public override IReadOnlyList<OptionSpec> Options { get; } =
    [
        .. EveryExperimentOptions.For(EveryExperimentOptions.ChipBackend, epochs: 200, batchSize: 1, TestsEvery, SavesEvery),
        new("learningRate", OptionKind.Number, 0.002, "learning rate of Adam", 1e-9, 100),
        .. IntroSineSettings.Options,
    ];

    public override TrainingTask? Create(OptionSet options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var rack = EveryExperimentOptions.RackOf(options);
        if (options.Whole("batchSize") != 1)
        {
            options.AddFault($"Option 'batchSize' is {options.Whole("batchSize")}; permitted: 1, because the task has one sample.");
        }

        if (options.Faults.Count > 0)
        {
            return null;
        }

        if (rack is not null && options.Number(IntroSineSettings.TraceScaleKey) == 0)
        {
            Measure(options, rack[0].Settings);
        }

        return options.Faults.Count > 0 ? null : Create(options, IntroSineSettings.Of(options), rack);
    }

    private TrainingTask? Create(OptionSet options, IntroSineSettings settings, RackChip[]? rack)
    {
        var seed = (ulong)options.Whole("seed");
        var model = new IntroSineModel(settings, IntroSineData.Targets(settings.DataSeed, settings.Steps, settings.Readouts), seed);
        if (rack is not null)
        {
            EveryExperimentOptions.CheckPlacement(options, model.Network!, rack);
        }

        var data = IntroSineData.Sample(settings.DataSeed, settings.Steps, settings.Inputs, settings.InputRate);
        return options.Faults.Count > 0
            ? null
            : new TrainingTask
            {
                Experiment = Name,
                Model = model,
                Train = data,
                Test = data,
                Backend = EveryExperimentOptions.BackendOf(options),
                Score = ScoreKind.Regression,
                Seed = seed,
                Epochs = (int)options.Whole("epochs"),
                BatchSize = 1,
                LearningRate = new StepLR(options.Number("learningRate"), NoStep, 1),
                TestEvery = (int)options.Whole(EveryExperimentOptions.TestEveryKey),
                SaveEvery = (int)options.Whole(EveryExperimentOptions.SaveEveryKey),
                Rack = rack,
                Replicas = (int)options.Whole("replicas"),
                BlockSize = (int)options.Whole("blockSize"),
                Options = options,
                Snapshot = new SnapshotRequest(null, 0, 0),
            };
    }

    /// <summary>
    /// Measures the trace scale of the circuits that the readouts will stand on and puts it in place of the option, so that it is told, written to
    /// <c>config.yaml</c>, and the same on resuming.
    /// </summary>
    private static void Measure(OptionSet options, ChipSettings chip)
    {
        var setup = new MeasuringSetup(chip, IntroSineSettings.Profile)
        {
            Circuits = [.. Enumerable.Range(0, (int)options.Whole("nOutputs"))],
            Dt = IntroSineSettings.Dt,
            Seed = (ulong)options.Whole("seed"),
        };
        var faults = setup.Faults();
        if (faults.Count > 0)
        {
            foreach (var fault in faults)
            {
                options.AddFault(fault);
            }

            return;
        }

        var scale = TraceScale.Measure(setup).Scale.Value;
        options.Set(IntroSineSettings.TraceScaleKey, scale.ToString("R", CultureInfo.InvariantCulture), "measurement");
    }
}
