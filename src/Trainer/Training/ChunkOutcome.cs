namespace Bss2.Trainer.Training;

/// <summary>What a chunk yields besides gradients. Sums, not means.</summary>
/// <param name="Loss">Sum over the chunk's samples of the per-sample loss (data loss and activity regularisers).</param>
/// <param name="Correct">Samples whose predicted class is the label; 0 in regression.</param>
/// <param name="HiddenSpikes">Spikes of the hidden layers.</param>
/// <param name="Scores">[sample of the chunk, class], row-major.</param>
public sealed record ChunkOutcome(double Loss, int Correct, long HiddenSpikes, double[] Scores)
{
    /// <summary>Counts whose meaning is the model's, e.g. missing spikes of each neuron. Summed over the chunks of a batch, so all of them give as many.</summary>
    public long[] Counts { get; init; } = [];

    /// <summary>Figures for <see cref="TrainableModel.Remarks"/>, of any number: those of a batch are put one after the other in chunk order.</summary>
    public double[] Observations { get; init; } = [];

    /// <summary>[sample of the chunk, …], what the hidden layers did, e.g. when each neuron spiked. Given where <see cref="Chunk.WantsHidden"/> asks for it.</summary>
    public double[] Hidden { get; init; } = [];
}
