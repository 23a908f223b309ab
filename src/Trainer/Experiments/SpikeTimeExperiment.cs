using Bss2.Trainer.Data;
using Bss2.Trainer.FastAndDeep;
using Bss2.Trainer.Learning;
using Bss2.Trainer.Training;

namespace Bss2.Trainer.Experiments;

/// <summary>What the experiments with exact spike times have in common: options, model, task. They differ in data and defaults.</summary>
public abstract class SpikeTimeExperiment : BuiltInExperiment
{
    private readonly OptionSpec[] _onModel;
    private readonly OptionSpec[] _onChip;

    private protected SpikeTimeExperiment(SpikeTimeDefaults model, SpikeTimeDefaults? chip, params ReadOnlySpan<OptionSpec> further)
    {
        (_onModel, _onChip) = ([.. model.Options(), .. further], [.. (chip ?? model).Options(), .. further]);
    }

    public override Backend DefaultBackend => Backend.Model;

    public override IReadOnlyList<OptionSpec> Options => _onModel;

    public override IReadOnlyList<OptionSpec> OptionsOn(Backend backend) => backend == Backend.Chip ? _onChip : _onModel;

    public override TrainingTask? Create(OptionSet options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var rack = EveryExperimentOptions.RackOf(options);
        var code = SpikeTimeSettings.Code(options);
        if (RefusalOf(EveryExperimentOptions.BackendOf(options)) is not null)
        {
            return null;
        }

        var model = SpikeTimeSettings.Model(options, Inputs * (int)options.Whole("inputRepetitions"), Classes, ChunkSize);
        if (model is null || code is null || Data(options, code.Value) is not { } data)
        {
            return null;
        }

        var network = new SpikeTimeModel(model, (ulong)options.Whole("seed"));
        InitialParameters.Load(options, "initialWeights", network.Parameters);
        if (rack is not null)
        {
            EveryExperimentOptions.CheckPlacement(options, network.Network!, rack);
        }

        return options.Faults.Count > 0 ? null : Task(options, network, data) with { Rack = rack };
    }

    /// <summary>Inputs of a sample before they are repeated.</summary>
    private protected abstract int Inputs { get; }

    private protected abstract int Classes { get; }

    private protected virtual int ChunkSize => 25;

    /// <summary>The samples, or null with faults added.</summary>
    private protected abstract DataSplits? Data(OptionSet options, LatencyCode code);

    /// <summary>Points of a decision map in rows of rising y, or null where data are not two-dimensional.</summary>
    private protected virtual (Dataset? Points, int Width) Map(OptionSet options) => (null, 0);

    private TrainingTask Task(OptionSet options, SpikeTimeModel model, DataSplits data)
    {
        var (grid, width) = Map(options);
        return new TrainingTask
        {
            Experiment = Name,
            Model = model,
            Train = data.Train,
            Validation = data.Validation,
            Test = data.Test,
            Backend = EveryExperimentOptions.BackendOf(options),
            Seed = (ulong)options.Whole("seed"),
            Epochs = (int)options.Whole("epochs"),
            BatchSize = (int)options.Whole("batchSize"),
            LastBatch = LastBatch.Keep,
            LearningRate = new StepLR(options.Number("learningRate"), (int)options.Whole("learningRateStep"), options.Number("learningRateFactor")),
            Optimiser = options.Text("optimiser") == "sgd" ? new SgdChoice(options.Number("momentum")) : new AdamChoice(),
            TestEvery = (int)options.Whole(EveryExperimentOptions.TestEveryKey),
            SaveEvery = (int)options.Whole(EveryExperimentOptions.SaveEveryKey),
            Narration = new Narration((int)options.Whole(EveryExperimentOptions.PrintEveryKey)),
            Replicas = (int)options.Whole("replicas"),
            BlockSize = (int)options.Whole("blockSize"),
            Options = options,
            Snapshot = new SnapshotRequest(grid, width, 0) { TestOutputs = true },
        };
    }
}
