namespace Bss2.Trainer.Training;

/// <summary>What the scores of a sample are judged by.</summary>
public enum ScoreKind
{
    /// <summary>By the class that they name: loss and accuracy.</summary>
    Classification = 0,

    /// <summary>By their distance from a target: loss alone.</summary>
    Regression = 1,
}
