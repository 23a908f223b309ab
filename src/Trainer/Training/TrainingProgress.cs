namespace Bss2.Trainer.Training;

/// <summary>Where a training stands between two batches: with the parameters and the optimiser's state, all that resuming needs.</summary>
public sealed record TrainingProgress
{
    /// <summary>Epochs trained completely.</summary>
    public int Epoch { get; init; }

    /// <summary>Batches trained of the epoch after those.</summary>
    public int Batch { get; init; }

    /// <summary>Whether the test after <see cref="Epoch"/> epochs is done.</summary>
    public bool IsTested { get; init; }

    /// <summary>Updates so far, over all epochs.</summary>
    public int Update { get; init; }

    /// <summary>Sums over the batches of the running epoch.</summary>
    public PassSums Sums { get; init; }

    /// <summary>[epoch], training time of each complete epoch.</summary>
    public double[] EpochSeconds { get; init; } = [];

    /// <summary>Means of the last test.</summary>
    public PassMeans LastTest { get; init; }
}

/// <summary>Sums over the batches of a pass, in their order.</summary>
public readonly record struct PassSums(double Loss, double Accuracy, double HiddenSpikesPerSample, double Seconds)
{
    public PassSums Plus(double loss, double accuracy, double hiddenSpikesPerSample, double seconds) =>
        new(Loss + loss, Accuracy + accuracy, HiddenSpikesPerSample + hiddenSpikesPerSample, Seconds + seconds);
}

/// <summary>Means of a test: over samples.</summary>
public readonly record struct PassMeans(double Loss, double Accuracy, double HiddenSpikesPerSample);
