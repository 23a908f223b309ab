using Bss2.Messages.Identity;
using Bss2.Trainer.Data;

namespace Bss2.Trainer.Training;

/// <summary>A fixed stretch of consecutive positions of a batch: the unit of parallel numerics, the same for any number of threads.</summary>
/// <param name="Data">Where the samples come from.</param>
/// <param name="Samples">[batch], dataset indices of the whole batch; the chunk covers [First, First + Count).</param>
/// <param name="First">Position of the chunk's first sample in the batch.</param>
/// <param name="Count">Samples in the chunk.</param>
/// <param name="Key">Key of the run, for methods that draw noise in software.</param>
/// <param name="Measured">Recordings that hold the chunk's samples, and perhaps others of the batch, when a chip ran it, else null.</param>
public sealed record Chunk(Dataset Data, int[] Samples, int First, int Count, RunKey Key, MeasuredBatch? Measured)
{
    /// <summary>Position of the batch's first sample in its run: 0 for an update, its place in the test set for a test. Noise depends on <c>Origin + First + k</c>.</summary>
    public int Origin { get; init; }

    /// <summary>Where <see cref="Measured"/> holds the chunk's sample <paramref name="k"/>.</summary>
    public int MeasuredSample(int k) => First + k - Measured!.FirstSample;

    /// <summary>Whether <see cref="ChunkOutcome.Hidden"/> is wanted.</summary>
    public bool WantsHidden { get; init; }
}
