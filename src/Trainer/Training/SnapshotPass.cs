using Bss2.Messages.Identity;

namespace Bss2.Trainer.Training;

/// <summary>The runs behind the report's pictures: the decision map's grid, then one test sample in detail. Phase Probe, so that no result depends on them.</summary>
internal sealed class SnapshotPass(TrainingTask task, int epoch)
{
    private readonly SnapshotRequest? _request = task.Snapshot;
    private readonly RunKey _key = new(task.Seed, RunPhase.Probe, epoch);
    private readonly List<float[]> _scores = [];
    private SampleTrace? _trace;
    private int _first;
    private bool _exampleDone;

    private int GridCount => _request?.Grid?.Count ?? 0;

    /// <summary>The next batch, or null after the last.</summary>
    public BatchJob? Next()
    {
        if (_request is null)
        {
            return null;
        }

        if (_first < GridCount)
        {
            var job = Batches.Stretch(_request.Grid!, _first, task.BatchSize, _first, _key);
            _first += job.Samples.Length;
            return job;
        }

        return _exampleDone ? null : new BatchJob(task.Test, [_request.ExampleSample], GridCount, _key, JobPurpose.Trace);
    }

    public void Add(ChunkWork work)
    {
        if (work.Job.Purpose == JobPurpose.Trace)
        {
            _trace = work.Trace;
            _exampleDone = true;
            return;
        }

        foreach (var outcome in work.Outcomes)
        {
            _scores.Add(outcome.Scores);
        }
    }

    /// <summary>The pictures' data, or null where the experiment has none.</summary>
    public Snapshot? Result()
    {
        if (_request is null)
        {
            return null;
        }

        var trace = _trace ?? new SampleTrace([], [], [], [], [], []);
        return new Snapshot(
            epoch,
            GridCount == 0 ? 0 : _request.GridWidth,
            [.. _scores.SelectMany(s => s)],
            task.Test[_request.ExampleSample].ToArray(),
            task.Test.Labels[_request.ExampleSample],
            trace.InputTimesMicroseconds,
            trace.InputChannels,
            trace.HiddenTimesMicroseconds,
            trace.HiddenNeurons,
            trace.ReadoutTimesMicroseconds,
            trace.ReadoutTraces);
    }
}
