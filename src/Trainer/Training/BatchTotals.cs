namespace Bss2.Trainer.Training;

/// <summary>What all chunks of one training batch yielded together.</summary>
public sealed record BatchTotals
{
    /// <summary>Epoch in training, from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>Batch of the epoch, from 1.</summary>
    public required int Batch { get; init; }

    /// <summary>Samples of the batch.</summary>
    public required int Samples { get; init; }

    /// <summary>Mean over the samples, with the terms of the weights alone.</summary>
    public required double Loss { get; init; }

    /// <summary>Samples whose predicted class is the label.</summary>
    public required long Correct { get; init; }

    /// <summary>Spikes of the hidden layers.</summary>
    public required long HiddenSpikes { get; init; }

    /// <summary>Sums of <see cref="ChunkOutcome.Counts"/>.</summary>
    public long[] Counts { get; init; } = [];

    /// <summary>All <see cref="ChunkOutcome.Observations"/> in chunk order.</summary>
    public double[] Observations { get; init; } = [];

    /// <summary>Adds up the chunks of a batch in their order.</summary>
    /// <param name="outcomes">[chunk].</param>
    /// <param name="samples">Samples of the batch.</param>
    /// <param name="weightTerms">Loss terms of the weights alone.</param>
    /// <param name="epoch">From 1.</param>
    /// <param name="batch">From 1.</param>
    internal static BatchTotals Of(ChunkOutcome[] outcomes, int samples, double weightTerms, int epoch, int batch)
    {
        var (loss, correct, hidden) = (0.0, 0L, 0L);
        foreach (var outcome in outcomes)
        {
            loss += outcome.Loss;
            correct += outcome.Correct;
            hidden += outcome.HiddenSpikes;
        }

        return new BatchTotals
        {
            Epoch = epoch,
            Batch = batch,
            Samples = samples,
            Loss = (loss / samples) + weightTerms,
            Correct = correct,
            HiddenSpikes = hidden,
            Counts = SumCounts(outcomes),
            Observations = Array.TrueForAll(outcomes, o => o.Observations.Length == 0) ? [] : [.. outcomes.SelectMany(o => o.Observations)],
        };
    }

    /// <summary>The counts of all chunks together.</summary>
    internal static long[] SumCounts(IReadOnlyList<ChunkOutcome> outcomes)
    {
        long[] counts = [.. outcomes[0].Counts];
        for (var chunk = 1; chunk < outcomes.Count; chunk++)
        {
            var added = outcomes[chunk].Counts;
            if (added.Length != counts.Length)
            {
                throw new InvalidOperationException($"Chunk {chunk} of a batch gave {added.Length} counts and the first {counts.Length}; a model must give as many for each chunk.");
            }

            for (var k = 0; k < counts.Length; k++)
            {
                counts[k] += added[k];
            }
        }

        return counts;
    }
}
