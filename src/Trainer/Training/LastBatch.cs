namespace Bss2.Trainer.Training;

/// <summary>What becomes of samples that are left when an epoch is cut into batches.</summary>
public enum LastBatch
{
    /// <summary>There must be none: the batch size divides the training set.</summary>
    Require = 0,

    /// <summary>They make a last, shorter batch, as with PyTorch's DataLoader. It counts for the epoch's means by its samples.</summary>
    Keep = 1,

    /// <summary>They are left out of the epoch; shuffling picks others in the next.</summary>
    Drop = 2,
}
