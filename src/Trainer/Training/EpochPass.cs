using Bss2.Messages.Identity;
using Bss2.Trainer.Data;

namespace Bss2.Trainer.Training;

/// <summary>The batches of one epoch in their shuffled order, which depends on seed and epoch alone: a resumed epoch finds the same batches.</summary>
/// <param name="task">What is trained.</param>
/// <param name="epoch">Epochs trained before this one.</param>
internal sealed class EpochPass(TrainingTask task, int epoch)
{
    private readonly int[] _order = Shuffling.Permutation(task.Seed, epoch, task.Train.Count);
    private (int Batch, BatchJob Job)? _ahead;

    public int BatchCount => task.Train.Count / task.BatchSize;

    /// <summary>A batch, 0-based; the one made ahead where it is that.</summary>
    public BatchJob Batch(int batch, int update)
    {
        var job = _ahead is { } ahead && ahead.Batch == batch ? ahead.Job : Make(batch, update);
        _ahead = null;
        return job;
    }

    /// <summary>Makes a batch ahead of its turn, so that it can be encoded already; null after the last.</summary>
    public BatchJob? Ahead(int batch, int update)
    {
        if (batch >= BatchCount)
        {
            return null;
        }

        var job = Make(batch, update);
        _ahead = (batch, job);
        return job;
    }

    private BatchJob Make(int batch, int update) => new(
        task.Train,
        _order.AsSpan(batch * task.BatchSize, task.BatchSize).ToArray(),
        0,
        new RunKey(task.Seed, RunPhase.Train, update),
        JobPurpose.Train);
}
