using Bss2.Messages.Experiment;
using Bss2.Messages.Spikes;
using Bss2.Messages.Units;
using Bss2.Trainer.Data;
using Bss2.Trainer.Numerics;

namespace Bss2.Trainer.Training;

/// <summary>
/// What the trainer trains, whatever the method: parameters, the part that a chip runs, and the differentiable pass over a chunk of samples.
/// Passes of different chunks run at the same time on different threads; they only read the parameters.
/// </summary>
public abstract class TrainableModel
{
    public abstract IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>The network as the chip sees it, or null where the model cannot run on a chip.</summary>
    public abstract NetworkSpec? Network { get; }

    /// <summary>Length of a sample's run on the chip.</summary>
    public abstract HardwareTicks Duration { get; }

    /// <summary>The parameters as integer weights of the chip, one entry for each projection.</summary>
    public abstract ProjectionWeights[] HardwareWeights();

    /// <summary>Encodes samples (dataset indices) for the chip: spikes of each input population.</summary>
    public abstract PopulationSpikes[] EncodeForChip(Dataset data, ReadOnlySpan<int> samples);

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
}
