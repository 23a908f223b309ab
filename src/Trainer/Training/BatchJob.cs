using Bss2.Messages.Identity;
using Bss2.Trainer.Data;

namespace Bss2.Trainer.Training;

/// <summary>What is wanted of a batch.</summary>
internal enum JobPurpose
{
    /// <summary>Outcomes alone.</summary>
    Evaluate = 0,

    /// <summary>Outcomes and gradients.</summary>
    Train = 1,

    /// <summary>Rasters and traces of its only sample.</summary>
    Trace = 2,
}

/// <summary>Samples that are run together.</summary>
/// <param name="Data">Where the samples come from.</param>
/// <param name="Samples">[batch], dataset indices.</param>
/// <param name="Origin">Position of the first sample in its run: 0 for an update, the position in the test set for a test.</param>
/// <param name="Key">Key of the noise.</param>
/// <param name="Purpose">What is wanted.</param>
internal sealed record BatchJob(Dataset Data, int[] Samples, int Origin, RunKey Key, JobPurpose Purpose)
{
    /// <summary>Whether chunks are to give what the hidden layers did.</summary>
    public bool WantsHidden { get; init; }

    /// <summary>Samples of each of its blocks but the last, once encoded.</summary>
    public int BlockSize { get; set; }

    /// <summary>[block], what enters the chip in the first stage, once encoded.</summary>
    public ChipInput[]? Encoded { get; set; }
}
