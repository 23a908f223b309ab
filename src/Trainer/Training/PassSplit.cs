namespace Bss2.Trainer.Training;

/// <summary>The set that a pass without training runs over.</summary>
public enum PassSplit
{
    /// <summary>Samples that decide nothing about the training.</summary>
    Test = 0,

    /// <summary>Samples that a training is watched with while it goes on.</summary>
    Validation = 1,
}
