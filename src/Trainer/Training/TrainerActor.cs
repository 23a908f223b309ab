using Bss2.Actors.Runtime;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;

namespace Bss2.Trainer.Training;

/// <summary>
/// The training loop of every experiment, method and backend: test → pictures → checkpoint, then for each epoch train and, where
/// they are due, test → pictures → checkpoint.
/// Driven by messages alone: it starts a batch, and goes on when the batch's results arrive. Numerics run in <see cref="GradientActor"/>s, chips in
/// replicas, files in the <see cref="RecorderActor"/>.
/// </summary>
internal sealed class TrainerActor(TrainerSetup setup) : Actor
{
    /// <summary>Checkpoints that may wait for the disk before training waits too.</summary>
    private const int WaitingCheckpoints = 2;

    /// <summary>How long a batch in hand may take to finish after an interruption. Without it a training that waits for nodes could not be interrupted.</summary>
    private static readonly TimeSpan InterruptionPatience = TimeSpan.FromSeconds(3);

    private readonly TrainingTask _task = setup.Task;
    private readonly Optimisation _optimisation = new(setup.Task, setup.Optimiser);
    private readonly List<double> _epochSeconds = [.. setup.Progress.EpochSeconds];
    private TrainingProgress _progress = setup.Progress;
    private BatchPipeline _pipeline = null!;
    private Stage _stage = Stage.Idle;
    private EpochPass _epoch = null!;
    private TestPass? _test;
    private SnapshotPass? _pictures;
    private BatchTrained? _before;
    private bool _drawing;
    private bool _weightsChanged = true;
    private bool _interrupted;
    private int _unsaved;
    private long _mark;

    private enum Stage
    {
        Idle = 0,
        Training = 1,
        Testing = 2,
        Drawing = 3,
        WaitingForDisk = 4,
        Interrupting = 5,
        Completing = 6,
        Ended = 7,
        LookingBack = 8,
    }

    protected override void PreStart()
    {
        _pipeline = BatchPipeline.Spawn(setup, Context);
    }

    protected override void Receive(object message)
    {
        if (_stage == Stage.Ended)
        {
            return;
        }

        try
        {
            Handle(message);
        }
#pragma warning disable CA1031 // Whatever goes wrong ends the training with its reason; a restarted loop would have lost its place.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Fail(failure.Message, failure);
        }
    }

    private void Handle(object message)
    {
        switch (message)
        {
            case BlockRecording recording:
                _pipeline.Accept(recording);
                break;
            case ChunksRan ran:
                if (ran.Work.Failure is { } failure)
                {
                    Fail($"The numerics of a batch failed: {failure.Message}", failure);
                    return;
                }

                Finish(ran.Work);
                break;
            case BlockFailed failed:
                FailIf(_pipeline.Reject(failed));
                break;
            case Terminated terminated:
                FailIf(_pipeline.Lose(terminated.Actor));
                break;
            case CheckpointSaved saved:
                Saved(saved);
                break;
            case SummarySaved { Summary: var summary }:
                End(new TrainingCompleted(summary));
                break;
            case RecordingFailed { Cause: var cause }:
                Fail(cause.Message, cause);
                break;
            case StartTraining when _stage == Stage.Idle:
                StartPhase();
                GoOn();
                break;
            case InterruptTraining when !_interrupted:
                _interrupted = true;
                Context.ScheduleTell(InterruptionPatience, Self, BatchAbandoned.Instance);
                break;
            case BatchAbandoned when _stage == Stage.LookingBack:
                EndUpdate();
                break;
            case BatchAbandoned when _stage is Stage.Training or Stage.Testing or Stage.Drawing:
                Interrupt();
                break;
            case InterruptTraining or BatchAbandoned:
                break;
            case ClusterChanged changed:
                _pipeline.Spread(changed.Replicas);
                setup.Listener.Tell(changed, Self);
                break;
            case ClusterNotice:
                setup.Listener.Tell(message, Self);
                break;
            case ClusterLost lost:
                Fail(lost.Reason, null);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <summary>Decides what comes next, from the progress alone, so that a resumed training takes the same way.</summary>
    private void GoOn()
    {
        if (_interrupted)
        {
            Interrupt();
        }
        else if (Timetable.NextPass(_task, _progress) is { } split)
        {
            StartTest(split);
        }
        else if (Timetable.IsPhaseOver(_task, _progress))
        {
            _progress = _progress.InNextPhase();
            _optimisation.StartAnew();
            StartPhase();
            GoOn();
        }
        else if (_progress.Epoch < _task.Epochs)
        {
            StartEpoch();
        }
        else
        {
            Complete();
        }
    }

    private void StartPhase()
    {
        var phase = _task.AllPhases[_progress.Phase];
        _pipeline.IsOnChip = phase.Backend == Backend.Chip;
        _weightsChanged = true;
        if (_task.Phases.Count > 0)
        {
            setup.Listener.Tell(new PhaseStarted(phase.Name, phase.Backend, _progress.Epoch, phase.Epochs), Self);
        }
    }

    private void StartTest(PassSplit split)
    {
        _stage = Stage.Testing;
        _drawing = Timetable.ArePicturesDue(_task, _progress, split);
        _test = new TestPass(_task, split, _progress.Epoch, _drawing && _task.Snapshot!.TestOutputs);
        _mark = setup.Clock.GetTimestamp();
        _pipeline.Begin(_test.Next()!, TakeWeightsChanged());
    }

    private void Finish(ChunkWork work)
    {
        switch (_stage)
        {
            case Stage.Training:
                FinishUpdate(work);
                break;
            case Stage.LookingBack:
                FinishLookingBack(work);
                break;
            case Stage.Testing when _interrupted:
            case Stage.Drawing when _interrupted:
                Interrupt();
                break;
            case Stage.Testing:
                _test!.Add(work);
                if (_test.Next() is { } batch)
                {
                    _pipeline.Begin(batch, false);
                    return;
                }

                _test.Complete(_task.Model.WeightTerms(null), setup.Clock.GetElapsedTime(_mark).TotalSeconds);
                Draw();
                break;
            case Stage.Drawing:
                _pictures!.Add(work);
                Draw();
                break;
            case Stage.Interrupting:
            case Stage.WaitingForDisk when _interrupted:
                // It came after all, but the checkpoint without it is on its way.
                break;
            default:
                throw new InvalidOperationException($"A batch finished in stage {_stage}, where none runs.");
        }
    }

    private void Draw()
    {
        if (_drawing)
        {
            _stage = Stage.Drawing;
            _pictures ??= new SnapshotPass(_task, _progress.Epoch);
            if (_pictures.Next() is { } batch)
            {
                _pipeline.Begin(batch, false);
                return;
            }
        }

        FinishTest(_test!);
    }

    private void FinishTest(TestPass test)
    {
        var tested = test.Result(_optimisation.LearningRate(Math.Max(0, _progress.Epoch - 1)));
        var scores = test.Scores();
        _progress = _progress.After(tested);
        Publish(tested);
        PublishSeries(_progress.Epoch, null, _task.Model.SeriesOfTest(scores));
        if (_pictures is not null)
        {
            setup.Recorder?.Tell(new SaveSnapshot(WithMaps(_pictures.Result(scores, test.Hidden()))), Self);
        }

        (_test, _pictures) = (null, null);
        SaveIfDue();
    }

    /// <summary>The pictures with the decision maps of all epochs, where they are kept.</summary>
    private Snapshot WithMaps(Snapshot pictures)
    {
        if (!_task.Snapshot!.KeepsMaps)
        {
            return pictures;
        }

        _progress = _progress with { MapEpochs = [.. _progress.MapEpochs, pictures.Epoch], MapScores = [.. _progress.MapScores, .. pictures.GridScores] };
        return pictures with { MapEpochs = _progress.MapEpochs, MapScores = _progress.MapScores };
    }

    /// <summary>Saves after the last pass of an epoch where that is due, and goes on.</summary>
    private void SaveIfDue()
    {
        if (setup.Recorder is null || !Timetable.IsSaveDue(_task, _progress) || Timetable.NextPass(_task, _progress) is not null)
        {
            GoOn();
            return;
        }

        _unsaved++;
        setup.Recorder.Tell(CheckpointNow(), Self);
        if (_unsaved >= WaitingCheckpoints)
        {
            _stage = Stage.WaitingForDisk;
            return;
        }

        GoOn();
    }

    private void Saved(CheckpointSaved saved)
    {
        _unsaved--;
        setup.Listener.Tell(saved, Self);
        if (_stage == Stage.Interrupting && _unsaved == 0)
        {
            End(new TrainingInterrupted(saved.Epoch, saved.Path));
        }
        else if (_stage == Stage.WaitingForDisk)
        {
            GoOn();
        }
    }

    private void StartEpoch()
    {
        _stage = Stage.Training;
        _epoch = new EpochPass(_task, _progress.Epoch);
        _mark = setup.Clock.GetTimestamp();
        BeginUpdate();
    }

    /// <summary>Starts the next batch, and while it is away makes the one after it ready.</summary>
    private void BeginUpdate()
    {
        _pipeline.Begin(_epoch.Batch(_progress.Batch, _progress.Update), TakeWeightsChanged());
        if (_epoch.Ahead(_progress.Batch + 1, _progress.Update + 1) is { } ahead)
        {
            _pipeline.EncodeAhead(ahead);
        }
    }

    private void FinishUpdate(ChunkWork work)
    {
        var (epoch, batch) = (_progress.Epoch + 1, _progress.Batch + 1);
        var rate = _optimisation.LearningRate(_progress.Epoch);
        var totals = _optimisation.Update(work, epoch, batch, out var isApplied);
        if (!isApplied)
        {
            Fail($"The loss of batch {batch} of epoch {epoch} is {totals.Loss}: the training diverged. Lower the learning rate (now {rate}) or the initial weights.", null);
            return;
        }

        _weightsChanged = true;
        Remark(totals);
        var now = setup.Clock.GetTimestamp();
        var seconds = setup.Clock.GetElapsedTime(_mark, now).TotalSeconds;
        _mark = now;
        _progress = _progress with { Batch = batch, Update = _progress.Update + 1, Sums = _progress.Sums.Plus(totals, totals.Samples / (double)_task.BatchSize, seconds) };
        var n = (double)totals.Samples;
        var trained = new BatchTrained(epoch, batch, _epoch.BatchCount, totals.Loss, AccuracyOf(totals.Correct / n), totals.HiddenSpikes / n, rate, seconds);
        if (!_interrupted && _task.MinibatchEvery > 0 && (batch - 1) % _task.MinibatchEvery == 0)
        {
            LookBack(work.Job, trained);
        }
        else
        {
            EndUpdate(trained);
        }
    }

    /// <summary>Goes on after an update; what it gave is published while the next batch is away.</summary>
    private void EndUpdate(BatchTrained? trained = null)
    {
        var more = _progress.Batch < _epoch.BatchCount;
        if (more && !_interrupted)
        {
            BeginUpdate();
        }

        if (trained is not null)
        {
            Publish(trained);
        }

        if (!more)
        {
            FinishEpoch(_progress.Epoch + 1, _optimisation.LearningRate(_progress.Epoch));
        }
        else if (_interrupted)
        {
            Interrupt();
        }
    }

    /// <summary>Runs the batch that was just trained on once more.</summary>
    private void LookBack(BatchJob job, BatchTrained trained)
    {
        (_stage, _before) = (Stage.LookingBack, trained);
        _pipeline.Begin(job with { Purpose = JobPurpose.Evaluate, Key = job.Key with { Phase = RunPhase.Probe } }, TakeWeightsChanged());
        Publish(trained);
    }

    private void FinishLookingBack(ChunkWork work)
    {
        var (before, samples) = (_before!, work.Job.Samples.Length);
        var after = BatchTotals.Of(work.Outcomes, samples, _task.Model.WeightTerms(null), before.Epoch, before.Batch);
        setup.Listener.Tell(new MinibatchTrained(before.Epoch, before.Batch, before.Loss, before.Accuracy, after.Loss, AccuracyOf(after.Correct / (double)samples)), Self);

        // The seconds of an epoch are those of its updates.
        (_stage, _mark) = (Stage.Training, setup.Clock.GetTimestamp());
        EndUpdate();
    }

    private void FinishEpoch(int epoch, double rate)
    {
        var (sums, n) = (_progress.Sums, _progress.Sums.Weight);
        _progress = _progress with { Epoch = epoch, Batch = 0, Sums = default };
        _epochSeconds.Add(sums.Seconds);
        Publish(new EpochTrained(epoch, sums.MeanLoss, AccuracyOf(sums.Accuracy / n), sums.HiddenSpikesPerSample / n, rate, sums.Seconds));
        SaveIfDue();
    }

    /// <summary>Lets the model say what it has to say of an update.</summary>
    private void Remark(BatchTotals totals)
    {
        var model = _task.Model;
        PublishSeries(totals.Epoch, totals.Batch, model.SeriesOfUpdate(totals));
        if (setup.Remarks && model.Remarks(totals).ToArray() is { Length: > 0 } lines)
        {
            setup.Listener.Tell(new Remarked(totals.Epoch, totals.Batch, lines), Self);
        }
    }

    private void PublishSeries(int epoch, int? batch, IEnumerable<KeyValuePair<string, double>> series)
    {
        if (series.ToArray() is { Length: > 0 } values)
        {
            Publish(new SeriesAdded(epoch, batch, values));
        }
    }

    private double? AccuracyOf(double share) => _task.Score == ScoreKind.Classification ? share : null;

    private void Interrupt()
    {
        if (setup.Recorder is null)
        {
            End(new TrainingInterrupted(_progress.Epoch, ""));
            return;
        }

        _stage = Stage.Interrupting;
        _unsaved++;
        setup.Recorder.Tell(CheckpointNow(), Self);
    }

    private void Complete()
    {
        _stage = Stage.Completing;
        var summary = SummaryOf.Training(_task, ProgressNow());
        if (setup.Recorder is null)
        {
            End(new TrainingCompleted(summary));
            return;
        }

        setup.Recorder.Tell(new SaveSummary(summary), Self);
    }

    private SaveCheckpoint CheckpointNow() =>
        new(ProgressNow(), [.. _task.Model.Parameters.Select(p => (Array)p.Elements.Clone())], _optimisation.State(), _task.Model.CaptureState());

    private TrainingProgress ProgressNow() => _progress with { EpochSeconds = [.. _epochSeconds] };

    private bool TakeWeightsChanged()
    {
        var changed = _weightsChanged;
        _weightsChanged = false;
        return changed;
    }

    private void Publish(object happened)
    {
        setup.Recorder?.Tell(happened, Self);
        setup.Listener.Tell(happened, Self);
    }

    private void FailIf(string? reason)
    {
        if (reason is not null)
        {
            Fail(reason, null);
        }
    }

    private void Fail(string reason, Exception? cause) => End(new TrainingFailed(reason, cause));

    private void End(object last)
    {
        _stage = Stage.Ended;
        setup.Listener.Tell(last, Self);
    }

    /// <summary>The batch in hand was given up, because it did not finish in time after an interruption. No parameter has changed by it.</summary>
    private sealed record BatchAbandoned
    {
        public static BatchAbandoned Instance { get; } = new();
    }
}
