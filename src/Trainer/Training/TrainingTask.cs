using Bss2.Trainer.Data;
using Bss2.Trainer.Learning;

namespace Bss2.Trainer.Training;

/// <summary>Where the forward pass of a training runs.</summary>
public enum Backend
{
    /// <summary>Ideal numerics in the trainer (what hxtorch calls mock).</summary>
    Model = 0,

    /// <summary>Emulated chips.</summary>
    Chip = 1,
}

/// <summary>All that the training loop needs to know of one experiment with its options resolved.</summary>
public sealed record TrainingTask
{
    /// <summary>Name of the built-in experiment.</summary>
    public required string Experiment { get; init; }

    public required TrainableModel Model { get; init; }

    public required Dataset Train { get; init; }

    /// <summary>Run over between epochs, or once at the end where there is <see cref="Validation"/>; its last figures go to the summary.</summary>
    public required Dataset Test { get; init; }

    /// <summary>Run over between epochs in place of the test set; null where the test set is.</summary>
    public Dataset? Validation { get; init; }

    public required Backend Backend { get; init; }

    /// <summary>Seed of initial weights, shuffling and noise.</summary>
    public required ulong Seed { get; init; }

    public required int Epochs { get; init; }

    /// <summary>
    /// Parts of the training one after the other; none for a training of one piece. Their epochs add up to <see cref="Epochs"/>, and <see cref="Backend"/> and
    /// <see cref="LearningRate"/> are those of the last, which an evaluation takes.
    /// </summary>
    public IReadOnlyList<TrainingPhase> Phases { get; init; } = [];

    /// <summary>
    /// Samples of an epoch where each epoch takes the next ones of the training set, in order: a set that is drawn anew at each access. 0 where each epoch takes the whole set, shuffled.
    /// </summary>
    public int FreshSamples { get; init; }

    /// <summary>Samples of an update; what becomes of those left over says <see cref="LastBatch"/>.</summary>
    public required int BatchSize { get; init; }

    /// <summary>What becomes of samples that fill no batch.</summary>
    public LastBatch LastBatch { get; init; }

    /// <summary>Learning rate of each epoch.</summary>
    public required LearningRateSchedule LearningRate { get; init; }

    public OptimiserChoice Optimiser { get; init; } = new AdamChoice();

    /// <summary>How samples are judged.</summary>
    public ScoreKind Score { get; init; }

    /// <summary>Epochs between two passes over the test or validation set, at least 1. One is made before training and after the last epoch in any case. Decides no weight.</summary>
    public int TestEvery { get; init; } = 1;

    /// <summary>Epochs between two writings of the run folder, at least 1. It is written before training, after the last epoch and on an interruption in any case. Decides no result.</summary>
    public int SaveEvery { get; init; } = 1;

    /// <summary>Updates between two of which the minibatch is run once more after the update (<see cref="MinibatchTrained"/>), counted from the first of each epoch; 0 for none. Decides no result.</summary>
    public int MinibatchEvery { get; init; }

    /// <summary>What people are told of the experiment before it begins, lines of text; empty for nothing.</summary>
    public string Introduction { get; init; } = "";

    /// <summary>How views tell the passes; null for a line for each epoch and pass.</summary>
    public Narration? Narration { get; init; }

    /// <summary>The emulated chips, layers that name none on the first; null on the model backend.</summary>
    public Bss2.Messages.Experiment.RackChip[]? Rack { get; init; }

    /// <summary>Copies of the rack that run blocks side by side; at least 1.</summary>
    public int Replicas { get; init; } = 1;

    /// <summary>Samples of a block; 0 leaves it to <see cref="BlockSizing"/>.</summary>
    public int BlockSize { get; init; }

    /// <summary>Every resolved option, as it goes to <c>config.yaml</c>.</summary>
    public required OptionSet Options { get; init; }

    /// <summary>The phases, at least one.</summary>
    internal IReadOnlyList<TrainingPhase> AllPhases => Phases.Count > 0 ? Phases : [new TrainingPhase("", Backend, Epochs, LearningRate)];

    /// <summary>Makes the pictures' data when the run folder is written after a pass, or null where the experiment has none.</summary>
    public SnapshotRequest? Snapshot { get; init; }
}
