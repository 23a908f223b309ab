namespace Bss2.Trainer.Training;

/// <summary>Data of the report's pictures at one epoch, kept as <c>snapshot.npz</c> in the run folder.</summary>
/// <param name="Epoch">Epochs trained so far.</param>
/// <param name="GridWidth">Points of the decision map along each axis; 0 without a map.</param>
/// <param name="GridScores">[grid y, grid x, class], row-major.</param>
/// <param name="ExampleFeatures">[feature] of the drawn test sample.</param>
/// <param name="ExampleLabel">Its class.</param>
/// <param name="InputTimesMicroseconds">[input spikes].</param>
/// <param name="InputChannels">[input spikes], channel before repetition.</param>
/// <param name="HiddenTimesMicroseconds">[hidden spikes].</param>
/// <param name="HiddenNeurons">[hidden spikes].</param>
/// <param name="ReadoutTimesMicroseconds">[row] of the dense grid.</param>
/// <param name="ReadoutTraces">[row, class], model units.</param>
public sealed record Snapshot(
    int Epoch,
    int GridWidth,
    float[] GridScores,
    double[] ExampleFeatures,
    int ExampleLabel,
    double[] InputTimesMicroseconds,
    int[] InputChannels,
    double[] HiddenTimesMicroseconds,
    int[] HiddenNeurons,
    double[] ReadoutTimesMicroseconds,
    float[] ReadoutTraces);
