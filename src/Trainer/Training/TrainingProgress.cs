namespace Bss2.Trainer.Training;

/// <summary>Where a training stands between two batches: with the parameters and the optimiser's state, all that resuming needs.</summary>
public sealed record TrainingProgress
{
    /// <summary>An epoch that no pass was made after.</summary>
    public const int Never = -1;

    /// <summary>Epochs trained completely.</summary>
    public int Epoch { get; init; }

    /// <summary>Batches trained of the epoch after those.</summary>
    public int Batch { get; init; }

    /// <summary>Phase in hand, from 0.</summary>
    public int Phase { get; init; }

    /// <summary>[phase], first and last test of each phase that has had one.</summary>
    public PhaseScores[] Phases { get; init; } = [];

    /// <summary>[map], epochs trained before each decision map, where all are kept.</summary>
    public int[] MapEpochs { get; init; } = [];

    /// <summary>[map, row, column, class], scores of those maps.</summary>
    public float[] MapScores { get; init; } = [];

    /// <summary>Epochs trained before the last pass over the test set, or <see cref="Never"/>.</summary>
    public int TestedEpoch { get; init; } = Never;

    /// <summary>Epochs trained before the last pass over the validation set, or <see cref="Never"/>.</summary>
    public int ValidatedEpoch { get; init; } = Never;

    /// <summary>Updates so far, over all epochs.</summary>
    public int Update { get; init; }

    /// <summary>Sums over the batches of the running epoch.</summary>
    public PassSums Sums { get; init; }

    /// <summary>[epoch], training time of each complete epoch.</summary>
    public double[] EpochSeconds { get; init; } = [];

    /// <summary>Means of the last pass over the test set.</summary>
    public PassMeans LastTest { get; init; }

    /// <summary>The progress after a pass.</summary>
    internal TrainingProgress After(Tested pass)
    {
        var means = new PassMeans(pass.Loss, pass.Accuracy ?? 0, pass.HiddenSpikesPerSample);
        PhaseScores[] phases = Phase < Phases.Length ? [.. Phases] : [.. Phases, new PhaseScores(means, means)];
        phases[Phase] = phases[Phase] with { Last = means };
        return pass.Split == PassSplit.Validation
            ? this with { ValidatedEpoch = pass.Epoch, Phases = phases }
            : this with { TestedEpoch = pass.Epoch, LastTest = means, Phases = phases };
    }

    /// <summary>The progress at the beginning of the next phase, in which nothing is tested yet.</summary>
    internal TrainingProgress InNextPhase() => this with { Phase = Phase + 1, TestedEpoch = Never, ValidatedEpoch = Never };
}

/// <summary>Sums over the batches of a pass, in their order, each weighted by its samples as a share of a whole batch.</summary>
public readonly record struct PassSums(double Loss, double Accuracy, double HiddenSpikesPerSample, double Seconds)
{
    /// <summary>Weights of all batches.</summary>
    public double Weight { get; init; }

    /// <summary>Weights of the batches that have a loss.</summary>
    public double LossWeight { get; init; }

    /// <summary>Mean loss of the batches that have one; NaN where none has.</summary>
    public double MeanLoss => Loss / LossWeight;

    internal PassSums Plus(BatchTotals batch, double weight, double seconds)
    {
        var hasLoss = double.IsFinite(batch.Loss);
        double samples = batch.Samples;
        return new(
            hasLoss ? Loss + (batch.Loss * weight) : Loss,
            Accuracy + (batch.Correct / samples * weight),
            HiddenSpikesPerSample + (batch.HiddenSpikes / samples * weight),
            Seconds + seconds)
        {
            Weight = Weight + weight,
            LossWeight = hasLoss ? LossWeight + weight : LossWeight,
        };
    }
}

/// <summary>Means of a test: over samples.</summary>
public readonly record struct PassMeans(double Loss, double Accuracy, double HiddenSpikesPerSample);
