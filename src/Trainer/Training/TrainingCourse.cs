namespace Bss2.Trainer.Training;

/// <summary>Where a training stands, and what a batch, an epoch, a pass and a phase change about it. It knows no messages: the <see cref="TrainerActor"/> says when.</summary>
internal sealed class TrainingCourse(TrainerSetup setup)
{
    private readonly TrainingTask _task = setup.Task;
    private readonly Optimisation _optimisation = new(setup.Task, setup.Optimiser);
    private readonly List<double> _epochSeconds = [.. setup.Progress.EpochSeconds];
    private EpochPass _epoch = null!;
    private bool _weightsChanged = true;
    private long _mark;

    /// <summary>Without the seconds of epochs, which <see cref="Checkpoint"/> and <see cref="Summary"/> add.</summary>
    public TrainingProgress Progress { get; private set; } = setup.Progress;

    /// <summary>Whether the epoch in hand has batches left.</summary>
    public bool HasBatches => Progress.Batch < _epoch.BatchCount;

    /// <summary>The phase in hand.</summary>
    public TrainingPhase Phase => _task.AllPhases[Progress.Phase];

    /// <summary>Begins an epoch, or goes on within it.</summary>
    public void StartEpoch()
    {
        _epoch = new EpochPass(_task, Progress.Epoch);
        StartClock();
    }

    /// <summary>The seconds of an epoch are those of its updates: time before this call counts for none.</summary>
    public void StartClock() => _mark = setup.Clock.GetTimestamp();

    /// <summary>The batch to train on next.</summary>
    public BatchJob Batch() => _epoch.Batch(Progress.Batch, Progress.Update);

    /// <summary>The batch after it, or null at the end of the epoch.</summary>
    public BatchJob? BatchAhead() => _epoch.Ahead(Progress.Batch + 1, Progress.Update + 1);

    /// <summary>Applies the batch that was trained on; null where its loss is not finite and no parameter changed.</summary>
    /// <param name="work">Its chunks, done.</param>
    /// <param name="totals">Its sums.</param>
    public BatchTrained? Apply(ChunkWork work, out BatchTotals totals)
    {
        var (epoch, batch, rate) = (Progress.Epoch + 1, Progress.Batch + 1, _optimisation.LearningRate(Progress.Epoch));
        totals = _optimisation.Update(work, epoch, batch, out var isApplied);
        if (!isApplied)
        {
            return null;
        }

        _weightsChanged = true;
        var now = setup.Clock.GetTimestamp();
        var seconds = setup.Clock.GetElapsedTime(_mark, now).TotalSeconds;
        _mark = now;
        Progress = Progress with { Batch = batch, Update = Progress.Update + 1, Sums = Progress.Sums.Plus(totals, totals.Samples / (double)_task.BatchSize, seconds) };
        var n = (double)totals.Samples;
        return new BatchTrained(epoch, batch, _epoch.BatchCount, totals.Loss, AccuracyOf(totals.Correct / n), totals.HiddenSpikes / n, rate, seconds);
    }

    /// <summary>Why a batch was not applied.</summary>
    public string Divergence(BatchTotals totals) =>
        $"The loss of batch {totals.Batch} of epoch {totals.Epoch} is {totals.Loss}: the training diverged. Lower the learning rate (now {_optimisation.LearningRate(Progress.Epoch)}) or the initial weights.";

    /// <summary>What the last update was, beside how the network does on the same samples after it.</summary>
    public MinibatchTrained Compare(BatchTrained before, ChunkWork work)
    {
        var samples = work.Job.Samples.Length;
        var after = BatchTotals.Of(work.Outcomes, samples, _task.Model.WeightTerms(null), before.Epoch, before.Batch);
        return new MinibatchTrained(before.Epoch, before.Batch, before.Loss, before.Accuracy, after.Loss, AccuracyOf(after.Correct / (double)samples));
    }

    /// <summary>Ends the epoch in hand.</summary>
    public EpochTrained EndEpoch()
    {
        var (sums, n, rate) = (Progress.Sums, Progress.Sums.Weight, _optimisation.LearningRate(Progress.Epoch));
        Progress = Progress with { Epoch = Progress.Epoch + 1, Batch = 0, Sums = default };
        _epochSeconds.Add(sums.Seconds);
        return new EpochTrained(Progress.Epoch, sums.MeanLoss, AccuracyOf(sums.Accuracy / n), sums.HiddenSpikesPerSample / n, rate, sums.Seconds);
    }

    /// <summary>Counts an evaluation.</summary>
    public Tested EndTest(TestRun run)
    {
        var tested = run.Result(_optimisation.LearningRate(Math.Max(0, Progress.Epoch - 1)));
        Progress = Progress.After(tested);
        return tested;
    }

    /// <summary>The pictures with the decision maps of all epochs, where they are kept.</summary>
    public Snapshot WithMaps(Snapshot pictures)
    {
        if (!_task.Snapshot!.KeepsMaps)
        {
            return pictures;
        }

        Progress = Progress with { MapEpochs = [.. Progress.MapEpochs, pictures.Epoch], MapScores = [.. Progress.MapScores, .. pictures.GridScores] };
        return pictures with { MapEpochs = Progress.MapEpochs, MapScores = Progress.MapScores };
    }

    /// <summary>Begins the next phase, with a fresh optimiser.</summary>
    public void StartNextPhase()
    {
        Progress = Progress.InNextPhase();
        _optimisation.StartAnew();
    }

    /// <summary>Weights are sent out with the next batch, though no update changed them.</summary>
    public void ResendWeights() => _weightsChanged = true;

    /// <summary>Whether weights changed since the last call.</summary>
    public bool TakeWeightsChanged()
    {
        var changed = _weightsChanged;
        _weightsChanged = false;
        return changed;
    }

    /// <summary>All that resuming needs, copied.</summary>
    public SaveCheckpoint Checkpoint() =>
        new(Whole(), [.. _task.Model.Parameters.Select(p => (Array)p.Elements.Clone())], _optimisation.State(), _task.Model.CaptureState());

    public TrainingSummary Summary() => SummaryOf.Training(_task, Whole());

    private TrainingProgress Whole() => Progress with { EpochSeconds = [.. _epochSeconds] };

    private double? AccuracyOf(double share) => _task.Score == ScoreKind.Classification ? share : null;
}
