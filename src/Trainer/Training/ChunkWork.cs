using Bss2.Trainer.Numerics;

namespace Bss2.Trainer.Training;

/// <summary>
/// Command: the chunks of one batch. Told to each <see cref="GradientActor"/> when chunks have become ready; whoever is free claims the next of them, and who finishes the
/// batch's last one answers with <see cref="ChunksRan"/>.
/// </summary>
/// <remarks>
/// One message to each worker for all chunks that become ready together: a message for each chunk would cost as much as the chunk's numerics.
/// Results lie in slots by chunk number, so it does not matter who computed them or when. An object serves one batch and is not used again:
/// a worker that comes late finds nothing left to claim.
/// </remarks>
internal sealed class ChunkWork
{
    private readonly int[] _ready;
    private int _released;
    private int _claimed;
    private int _left;
    private Exception? _failure;

    public ChunkWork(BatchJob job, int chunks, GradientBuffer[]? buffers)
    {
        Job = job;
        Chunks = new Chunk[chunks];
        Buffers = buffers;
        Outcomes = new ChunkOutcome[chunks];
        _ready = new int[chunks];
        _left = chunks;
    }

    public BatchJob Job { get; }

    /// <summary>[chunk], each there once it is released.</summary>
    public Chunk[] Chunks { get; }

    /// <summary>Chunks that may be claimed so far.</summary>
    public int Released => Volatile.Read(ref _released);

    /// <summary>[chunk], where gradients are wanted; at least as many as chunks.</summary>
    public GradientBuffer[]? Buffers { get; }

    /// <summary>[chunk], complete when <see cref="ChunksRan"/> arrives.</summary>
    public ChunkOutcome[] Outcomes { get; }

    /// <summary>Rasters and traces of a one-sample job that asked for them.</summary>
    public SampleTrace? Trace { get; private set; }

    public Exception? Failure => _failure;

    /// <summary>Lets a chunk be claimed, each once. By one thread alone, the trainer's.</summary>
    public void Release(int number, Chunk chunk)
    {
        Chunks[number] = chunk;
        _ready[_released] = number;
        Volatile.Write(ref _released, _released + 1);
    }

    /// <summary>Runs chunks until none is ready. True for the one caller that finished the batch's last chunk.</summary>
    public bool Run(TrainableModel model, object workspace)
    {
        var finished = false;
        while (true)
        {
            var claimed = Volatile.Read(ref _claimed);
            if (claimed >= Released)
            {
                return finished;
            }

            if (Interlocked.CompareExchange(ref _claimed, claimed + 1, claimed) != claimed)
            {
                continue;
            }

            var k = _ready[claimed];

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
