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
    float[] ReadoutTraces)
{
    /// <summary>[sample, class], scores of the whole pass; empty where the experiment keeps none.</summary>
    public double[] TestScores { get; init; } = [];

    /// <summary>[sample] of <see cref="TestScores"/>.</summary>
    public int[] TestLabels { get; init; } = [];

    /// <summary>[sample, …], what the hidden layers did with each sample, e.g. spike times; empty where the model gives nothing.</summary>
    public double[] TestHidden { get; init; } = [];

    /// <summary>[map], epochs trained before each of the decision maps that were kept; empty where none are.</summary>
    public int[] MapEpochs { get; init; } = [];

    /// <summary>[map, row, column, class], scores of those maps, as <see cref="GridScores"/>.</summary>
    public float[] MapScores { get; init; } = [];

    /// <summary>The model's own arrays, see <see cref="TrainableModel.Pictures"/>.</summary>
    public IReadOnlyList<NpyArray> Further { get; init; } = [];
}
