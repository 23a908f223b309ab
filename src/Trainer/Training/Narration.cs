namespace Bss2.Trainer.Training;

/// <summary>
/// Asks views for the words of the Fast &amp; Deep tutorial ("epoch 50: validation accuracy: 80.0%, validation loss: 0.71434", "untrained: …") in place of a line
/// for each epoch and each test.
/// </summary>
/// <param name="PrintEvery">Epochs between two lines, at least 1; the passes before training and after the last epoch are always told.</param>
public sealed record Narration(int PrintEvery);
