using Bss2.Messages.Experiment;
using Bss2.Messages.Spikes;
using Bss2.Messages.Units;
using Bss2.Trainer.Data;
using Bss2.Trainer.Numerics;

namespace Bss2.Trainer.Training;

/// <summary>
/// What the trainer trains, whatever the method: parameters, the part that a chip runs, and the differentiable pass over a chunk of samples.
/// Passes of different chunks run at the same time on different threads; they only read the parameters. All else is called by one thread, between batches.
/// </summary>
public abstract class TrainableModel
{
    public abstract IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>Samples of a chunk, at least 1. The same for the model's whole life: gradients are summed chunk by chunk, so it decides their last bits.</summary>
    public virtual int ChunkSize => 8;

    /// <summary>The network as the chip sees it, or null where the model cannot run on a chip.</summary>
    public abstract NetworkSpec? Network { get; }

    /// <summary>Length of a sample's run on the chip.</summary>
    public abstract HardwareTicks Duration { get; }

    /// <summary>The parameters as integer weights of the chip, one entry for each projection.</summary>
    public abstract ProjectionWeights[] HardwareWeights();

    /// <summary>Encodes samples (dataset indices) for the chip: spikes of each input population.</summary>
    public abstract PopulationSpikes[] EncodeForChip(Dataset data, ReadOnlySpan<int> samples);

    /// <summary>
    /// Stages of a batch on the chip. A spiking network runs as a whole, in one; in matrix-multiply mode each product is a stage, because its activations follow from the results of those before.
    /// </summary>
    public virtual int Stages => 1;

    /// <summary>Whether the first stage can be encoded before the update before it: it must not depend on parameters.</summary>
    public virtual bool EncodesAhead => true;

    /// <summary>Chip time of a sample's run, or in matrix-multiply mode of a vector, in one stage.</summary>
    public virtual HardwareTicks DurationOf(int stage) => Duration;

    /// <summary>Activations of a stage in matrix-multiply mode. Called by one thread, while chunks of other samples run; none in spiking mode.</summary>
    public virtual PopulationVectors[] EncodeVectors(StageRequest request) => [];

    /// <summary>
    /// Parameters may have other values than at the last call: after an update, and before the first batch of a training, an evaluation or a resumed training. Called before any
    /// chunk reads them, so that a model may keep them in a layout of its own.
    /// </summary>
    public virtual void TakeParameters()
    {
    }

    /// <summary>A workspace for <see cref="RunChunk"/>: one for each thread, used again for every chunk.</summary>
    public abstract object CreateWorkspace();

    /// <summary>
    /// Forward pass over a chunk and, where <paramref name="gradients"/> is given, the backward pass of the batch's mean loss:
    /// the gradients of this chunk's samples, each divided by the batch size, are written (not added) to it.
    /// </summary>
    public abstract ChunkOutcome RunChunk(object workspace, Chunk chunk, GradientBuffer? gradients);

    /// <summary>Loss terms that depend on the weights alone, once for each batch; adds their gradients where a buffer is given.</summary>
    public abstract double WeightTerms(GradientBuffer? gradients);

    /// <summary>Forward pass over a chunk of one sample for pictures: what spiked when, and the readout's traces. Null where the method has no such picture.</summary>
    public virtual SampleTrace? TraceSample(object workspace, Chunk chunk) => null;

    /// <summary>
    /// Called once for each update, after all chunks and before the optimiser: true where the model has changed its parameters by a rule of its own, e.g. weight
    /// bumping. Then the optimiser does not step and its state stays as it is, and the batch needs no loss: one that is not finite is left out of the epoch's mean.
    /// </summary>
    public virtual bool ReplaceStep(BatchTotals totals) => false;

    /// <summary>Called after each update, whether by the optimiser or by <see cref="ReplaceStep"/>, e.g. to clip weights.</summary>
    public virtual void AfterUpdate()
    {
    }

    /// <summary>What the model remembers from update to update besides its parameters: kept in checkpoints, always as many numbers.</summary>
    public virtual double[] CaptureState() => [];

    /// <summary>Puts back what <see cref="CaptureState"/> gave.</summary>
    public virtual void RestoreState(double[] state)
    {
    }

    /// <summary>What people may want to know of an update, a line each, e.g. chopped gradients. Asked after each update, where somebody listens at that level.</summary>
    public virtual IEnumerable<string> Remarks(BatchTotals totals) => [];

    /// <summary>Named figures of an update for <c>series.csv</c>, asked after each.</summary>
    public virtual IEnumerable<KeyValuePair<string, double>> SeriesOfUpdate(BatchTotals totals) => [];

    /// <summary>Named figures of a test or validation pass for <c>series.csv</c>.</summary>
    public virtual IEnumerable<KeyValuePair<string, double>> SeriesOfTest(TestScores scores) => [];

    /// <summary>Further arrays for the report's pictures, under names that are the model's own; kept in <c>snapshot.npz</c>.</summary>
    public virtual IEnumerable<NpyArray> Pictures() => [];
}
