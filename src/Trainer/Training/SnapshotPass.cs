using Bss2.Messages.Identity;

namespace Bss2.Trainer.Training;

/// <summary>The runs behind the report's pictures: the decision map's grid, then one test sample in detail. Phase Probe, so that no result depends on them.</summary>
/// <param name="task">What is trained; it asks for pictures.</param>
/// <param name="epoch">Epochs trained so far.</param>
internal sealed class SnapshotPass(TrainingTask task, int epoch)
{
    private readonly SnapshotRequest _request = task.Snapshot!;
    private readonly RunKey _key = new(task.Seed, RunPhase.Probe, epoch);
    private readonly List<double[]> _scores = [];
    private SampleTrace? _trace;
    private int _first;
    private bool _exampleDone;

    private int GridCount => _request.Grid?.Count ?? 0;

    /// <summary>The next batch, or null after the last.</summary>
    public BatchJob? Next()
    {
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

    /// <summary>The pictures' data.</summary>
    /// <param name="scores">Of the pass before.</param>
    /// <param name="hidden">[sample, …] of that pass.</param>
    public Snapshot Result(TestScores scores, double[] hidden)
    {
        var trace = _trace ?? new SampleTrace([], [], [], [], [], []);
        return new Snapshot(
            epoch,
            GridCount == 0 ? 0 : _request.GridWidth,
            [.. _scores.SelectMany(s => s).Select(s => (float)s)],
            task.Test[_request.ExampleSample].ToArray(),
            task.Test.Labels[_request.ExampleSample],
            trace.InputTimesMicroseconds,
            trace.InputChannels,
            trace.HiddenTimesMicroseconds,
            trace.HiddenNeurons,
            trace.ReadoutTimesMicroseconds,
            trace.ReadoutTraces)
        {
            TestScores = _request.TestOutputs ? scores.Scores : [],
            TestLabels = _request.TestOutputs ? scores.Labels : [],
            TestHidden = hidden,
            Further = [.. task.Model.Pictures()],
        };
    }
}
