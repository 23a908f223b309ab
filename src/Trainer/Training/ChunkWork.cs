using Bss2.Trainer.Numerics;

namespace Bss2.Trainer.Training;

/// <summary>Command: the chunks of one batch. Told once to each <see cref="GradientActor"/>; whoever is free claims the next chunk, and who finishes the last one answers with <see cref="ChunksRan"/>.</summary>
/// <remarks>
/// One message to each worker and one answer for a batch: a message for each chunk would cost as much as the chunk's numerics.
/// Results lie in slots by chunk number, so it does not matter who computed them or when. An object serves one batch and is not used again:
/// a worker that comes late finds nothing left to claim.
/// </remarks>
internal sealed class ChunkWork
{
    private int _claimed;
    private int _left;
    private Exception? _failure;

    public ChunkWork(BatchJob job, Chunk[] chunks, GradientBuffer[]? buffers)
    {
        Job = job;
        Chunks = chunks;
        Buffers = buffers;
        Outcomes = new ChunkOutcome[chunks.Length];
        _left = chunks.Length;
    }

    public BatchJob Job { get; }

    public Chunk[] Chunks { get; }

    /// <summary>[chunk], where gradients are wanted; at least as many as chunks.</summary>
    public GradientBuffer[]? Buffers { get; }

    /// <summary>[chunk], complete when <see cref="ChunksRan"/> arrives.</summary>
    public ChunkOutcome[] Outcomes { get; }

    /// <summary>Rasters and traces of a one-sample job that asked for them.</summary>
    public SampleTrace? Trace { get; private set; }

    public Exception? Failure => _failure;

    /// <summary>Runs chunks until none is left to claim. True for the one caller that finished the last chunk.</summary>
    public bool Run(TrainableModel model, object workspace)
    {
        var finished = false;
        while (true)
        {
            var k = Interlocked.Increment(ref _claimed) - 1;
            if (k >= Chunks.Length)
            {
                return finished;
            }

            try
            {
                RunOne(model, workspace, k);
            }
#pragma warning disable CA1031 // Whatever a model throws ends the training with its reason; it must not leave the batch waiting.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                Interlocked.CompareExchange(ref _failure, failure, null);
            }

            finished |= Interlocked.Decrement(ref _left) == 0;
        }
    }

    private void RunOne(TrainableModel model, object workspace, int k)
    {
        if (Job.Purpose == JobPurpose.Trace)
        {
            Trace = model.TraceSample(workspace, Chunks[k]);
            return;
        }

        Outcomes[k] = model.RunChunk(workspace, Chunks[k], Buffers?[k]);
    }
}

/// <summary>Event: all chunks of a batch are done, or one failed.</summary>
internal sealed record ChunksRan(ChunkWork Work);
