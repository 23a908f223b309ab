namespace Bss2.Trainer.Training;

/// <summary>What a whole pass over a test or validation set gave.</summary>
/// <param name="Split">Which set.</param>
/// <param name="Epoch">Epochs trained before it.</param>
/// <param name="Scores">[sample, class], row-major.</param>
/// <param name="Labels">[sample].</param>
public sealed record TestScores(PassSplit Split, int Epoch, double[] Scores, int[] Labels)
{
    /// <summary>Sums of <see cref="ChunkOutcome.Counts"/> over the set.</summary>
    public long[] Counts { get; init; } = [];

    /// <summary>Scores of a sample.</summary>
    public int Classes => Scores.Length / Labels.Length;

    /// <summary>Scores of one sample, [class].</summary>
    public ReadOnlySpan<double> this[int sample] => Scores.AsSpan(sample * Classes, Classes);
}
