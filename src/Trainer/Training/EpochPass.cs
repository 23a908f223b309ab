using Bss2.Messages.Identity;
using Bss2.Trainer.Data;

namespace Bss2.Trainer.Training;

/// <summary>The batches of one epoch, of fresh samples in their order or of all in a shuffled order, which depends on seed and epoch alone: a resumed epoch finds the same batches.</summary>
internal sealed class EpochPass
{
    private readonly TrainingTask _task;
    private readonly int[] _order;
    private (int Batch, BatchJob Job)? _ahead;

    /// <param name="task">What is trained.</param>
    /// <param name="epoch">Epochs trained before this one.</param>
    /// <exception cref="InvalidOperationException">The task's batches do not fit its training set.</exception>
    public EpochPass(TrainingTask task, int epoch)
    {
        var (samples, size) = (task.FreshSamples > 0 ? task.FreshSamples : task.Train.Count, task.BatchSize);
        if (task.FreshSamples > 0 && (epoch + 1L) * samples > task.Train.Count)
        {
            throw new InvalidOperationException($"Epoch {epoch + 1} takes the {samples} samples from {(long)epoch * samples} on, and the training set has {task.Train.Count}; give it {samples} for each epoch.");
        }

        if (task.LastBatch == LastBatch.Require && samples % size != 0)
        {
            throw new InvalidOperationException($"Batches of {size} do not divide the {samples} training samples; choose another batch size, or keep or drop the last batch.");
        }

        BatchCount = task.LastBatch == LastBatch.Keep ? (samples + size - 1) / size : samples / size;
        if (BatchCount == 0)
        {
            throw new InvalidOperationException($"{samples} training samples make no batch of {size}; permitted: batches of 1..{samples}.");
        }

        (_task, _order) = (task, task.FreshSamples > 0 ? [.. Enumerable.Range(epoch * samples, samples)] : Shuffling.Permutation(task.Seed, epoch, samples));
    }

    public int BatchCount { get; }

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

    private BatchJob Make(int batch, int update)
    {
        var first = batch * _task.BatchSize;
        return new(
            _task.Train,
            _order.AsSpan(first, Math.Min(_task.BatchSize, _order.Length - first)).ToArray(),
            0,
            new RunKey(_task.Seed, RunPhase.Train, update),
            JobPurpose.Train);
    }
}
