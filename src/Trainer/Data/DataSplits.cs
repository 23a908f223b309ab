namespace Bss2.Trainer.Data;

/// <summary>A dataset in three parts.</summary>
/// <param name="Train">What is learnt from.</param>
/// <param name="Validation">What decisions during a training are made on.</param>
/// <param name="Test">What the result is measured on.</param>
public sealed record DataSplits(Dataset Train, Dataset Validation, Dataset Test);
