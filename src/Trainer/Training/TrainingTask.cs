using Bss2.Trainer.Data;

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

    public required Dataset Test { get; init; }

    public required Backend Backend { get; init; }

    /// <summary>Seed of initial weights, shuffling and noise.</summary>
    public required ulong Seed { get; init; }

    public required int Epochs { get; init; }

    /// <summary>Samples of an update; divides the training set.</summary>
    public required int BatchSize { get; init; }

    /// <summary>Learning rate of the first epoch.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Epochs between two steps of the learning rate.</summary>
    public required int LearningRateStepEpochs { get; init; }

    /// <summary>Factor of each step of the learning rate.</summary>
    public required double LearningRateFactor { get; init; }

    /// <summary>The emulated chips, layers that name none on the first; null on the model backend.</summary>
    public Bss2.Messages.Experiment.RackChip[]? Rack { get; init; }

    /// <summary>Copies of the rack that run blocks side by side; at least 1.</summary>
    public int Replicas { get; init; } = 1;

    /// <summary>Samples of a block; 0 leaves it to <see cref="BlockSizing"/>.</summary>
    public int BlockSize { get; init; }

    /// <summary>Every resolved option, as it goes to <c>config.yaml</c>.</summary>
    public required OptionSet Options { get; init; }

    /// <summary>Makes the pictures' data after a test, or null where the experiment has none.</summary>
    public SnapshotRequest? Snapshot { get; init; }
}
