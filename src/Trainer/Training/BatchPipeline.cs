using Bss2.Actors.Runtime;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;
using Bss2.Trainer.Numerics;

namespace Bss2.Trainer.Training;

/// <summary>
/// The way of one batch: on the chip backend encode → blocks → recordings → chunks, on the model backend chunks alone. Where a batch has several stages, a block goes to its next as soon as it is back. A chunk starts when its samples' recordings are there,
/// while other blocks still run. Owned by the trainer, which hands it the messages that concern it; nothing here waits.
/// </summary>
internal sealed class BatchPipeline(TrainingTask task, ActorRef trainer, ActorRef[] gradientActors, BlockStage? blocks)
{
    private readonly MeasurementAssembly _assembly = new();
    private readonly TrainableModel _model = task.Model;
    private GradientBuffer[] _buffers = [];
    private ProjectionWeights[] _sent = [];
    private BlockRecording?[] _recorded = [];
    private PopulationVectors[][] _results = [];
    private ChunkWork? _work;
    private int? _clusterReplicas;
    private long _run;

    /// <summary>Whether batches go to the chip, in the phase in hand; never where there are no replicas.</summary>
    public bool IsOnChip { get; set; }

    /// <summary>Starts gradient actors and replicas as children of the trainer, which is told when one of them ends.</summary>
    public static BatchPipeline Spawn(TrainerSetup setup, ActorContext trainer)
    {
        var task = setup.Task;
        var workers = new ActorRef[Math.Max(1, setup.Workers)];
        for (var k = 0; k < workers.Length; k++)
        {
            workers[k] = trainer.Spawn(Props.Create(() => new GradientActor(task.Model)), $"gradient-{k}");
            trainer.Watch(workers[k]);
        }

        if (!task.AllPhases.Any(p => p.Backend == Backend.Chip))
        {
            return new BatchPipeline(task, trainer.Self, workers, null);
        }

        var replicas = new ActorRef[task.Replicas];
        for (var k = 0; k < replicas.Length; k++)
        {
            replicas[k] = setup.SpawnReplica!(trainer, k);
            trainer.Watch(replicas[k]);
        }

        return new BatchPipeline(task, trainer.Self, workers, new BlockStage(replicas, setup.BlocksPerReplica, trainer.Self));
    }

    /// <summary>Starts a batch. One at a time.</summary>
    /// <param name="job">The batch.</param>
    /// <param name="weightsChanged">Whether parameters may differ from those of the batch before.</param>
    public void Begin(BatchJob job, bool weightsChanged)
    {
        _work = WorkFor(job);
        if (weightsChanged)
        {
            _model.TakeParameters();
        }

        if (blocks is null || !IsOnChip)
        {
            for (var k = 0; k < _work.Chunks.Length; k++)
            {
                Release(_work, k, null);
            }

            TellWorkers();
            return;
        }

        if (weightsChanged || _sent.Length == 0)
        {
            Configure(blocks);
        }

        Encode(job);
        _run++;
        var count = job.Encoded!.Length;
        (_recorded, _results) = (new BlockRecording?[count], new PopulationVectors[count][]);
        Array.Fill(_results, []);
        blocks.Start(_run, [.. job.Encoded.Select((input, b) => BlockOf(job, 0, b, input))], count * _model.Stages);
    }

    /// <summary>Encodes a batch ahead of its turn, while replicas are busy with the one before, where that needs no weights.</summary>
    public void EncodeAhead(BatchJob job)
    {
        if (IsOnChip && _model.EncodesAhead)
        {
            Encode(job);
        }
    }

    /// <summary>A cluster has so many replicas now: batches that are not cut yet are cut for them.</summary>
    public void Spread(int replicas) => _clusterReplicas = replicas;

    /// <summary>A replica's recording.</summary>
    public void Accept(BlockRecording recording)
    {
        if (blocks!.Accept(recording) is not { } number || _work is not { } work)
        {
            return;
        }

        var (stage, block) = (number / _recorded.Length, number % _recorded.Length);
        _results[block] = [.. _results[block], .. recording.Results];
        if (stage + 1 < _model.Stages)
        {
            blocks.Add(BlockOf(work.Job, stage + 1, block, InputOf(work.Job, stage + 1, block, _results[block])));
            return;
        }

        _recorded[block] = recording with { Results = _results[block] };
        ReleaseChunks(work, block);
    }

    public string? Reject(BlockFailed failed) => blocks?.Reject(failed);

    /// <summary>A gradient actor or a replica ended. Returns why the training cannot go on, or null.</summary>
    public string? Lose(ActorRef gone) =>
        gradientActors.Contains(gone) ? $"{gone.Path} ended, so gradients are missing." : blocks?.Lose(gone);

    /// <summary>Releases the chunks that a block completes.</summary>
    private void ReleaseChunks(ChunkWork work, int block)
    {
        var (blockSize, chunkSize) = (work.Job.BlockSize, _model.ChunkSize);
        var before = work.Released;
        var last = Math.Min(((block + 1) * blockSize) - 1, work.Job.Samples.Length - 1) / chunkSize;
        for (var k = block * blockSize / chunkSize; k <= last; k++)
        {
            var (first, count) = Stretch(work, k);
            if (!_recorded.AsSpan((first / blockSize)..(((first + count - 1) / blockSize) + 1)).Contains(null))
            {
                Release(work, k, _assembly.Of(_recorded, blockSize, k, first, count));
            }
        }

        if (work.Released > before)
        {
            TellWorkers();
        }
    }

    /// <summary>Cuts a batch into blocks and encodes their first stage.</summary>
    private void Encode(BatchJob job)
    {
        if (job.Encoded is not null)
        {
            return;
        }

        job.BlockSize = BlockSize(job.Samples.Length);
        var count = (job.Samples.Length + job.BlockSize - 1) / job.BlockSize;
        job.Encoded = [.. Enumerable.Range(0, count).Select(b => InputOf(job, 0, b, []))];
    }

    private ChipInput InputOf(BatchJob job, int stage, int block, PopulationVectors[] results)
    {
        var first = block * job.BlockSize;
        var samples = job.Samples.AsMemory(first, Math.Min(job.BlockSize, job.Samples.Length - first));
        return new ChipInput(_model.EncodeForChip(job.Data, samples.Span), _model.EncodeVectors(new StageRequest(stage, job.Data, samples, job.Origin + first, job.Key, results)));
    }

    /// <summary>The command of a block; blocks are numbered through all stages.</summary>
    private RunBlock BlockOf(BatchJob job, int stage, int block, ChipInput input) => new(
        new BlockId(_run, (stage * _recorded.Length) + block, 0), job.Key, job.Origin + (block * job.BlockSize), blocks!.ConfigurationVersion, _model.DurationOf(stage), input.Spikes)
    {
        Vectors = input.Vectors,
    };

    private int BlockSize(int batch) =>
        task.BlockSize > 0 ? task.BlockSize : _clusterReplicas is { } replicas ? BlockSizing.OnCluster(batch, replicas) : BlockSizing.InProcess;

    private void Configure(BlockStage stage)
    {
        var weights = _model.HardwareWeights();
        if (_sent.Length == weights.Length && !weights.Where((w, k) => !w.Values.AsSpan().SequenceEqual(_sent[k].Values)).Any())
        {
            return;
        }

        _sent = weights;
        stage.Configure(new RackConfiguration(stage.ConfigurationVersion + 1, _model.Network!, task.Rack!, weights));
    }

    private ChunkWork WorkFor(BatchJob job)
    {
        var chunks = (job.Samples.Length + _model.ChunkSize - 1) / _model.ChunkSize;
        return new ChunkWork(job, chunks, job.Purpose == JobPurpose.Train ? BuffersFor(chunks) : null);
    }

    private (int First, int Count) Stretch(ChunkWork work, int chunk)
    {
        var first = chunk * _model.ChunkSize;
        return (first, Math.Min(_model.ChunkSize, work.Job.Samples.Length - first));
    }

    private void Release(ChunkWork work, int chunk, MeasuredBatch? measured)
    {
        var job = work.Job;
        var (first, count) = Stretch(work, chunk);
        work.Release(chunk, new Chunk(job.Data, job.Samples, first, count, job.Key, measured) { Origin = job.Origin, WantsHidden = job.WantsHidden });
    }

    private void TellWorkers()
    {
        foreach (var worker in gradientActors)
        {
            worker.Tell(_work!, trainer);
        }
    }

    private GradientBuffer[] BuffersFor(int chunks)
    {
        if (_buffers.Length < chunks)
        {
            _buffers = [.. Enumerable.Range(0, chunks).Select(_ => new GradientBuffer(_model.Parameters))];
        }

        return _buffers;
    }
}
