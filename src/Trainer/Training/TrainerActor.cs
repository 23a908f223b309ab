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
    private readonly TrainingCourse _course = new(setup);
    private Announcements _announcements = null!;
    private BatchPipeline _pipeline = null!;
    private Stage _stage = Stage.Idle;
    private TestRun _test = null!;
    private BatchTrained _before = null!;
    private bool _interrupted;
    private int _unsaved;

    private enum Stage
    {
        Idle = 0,
        Training = 1,
        LookingBack = 2,
        Testing = 3,
        WaitingForDisk = 4,
        Interrupting = 5,
        Completing = 6,
        Ended = 7,
    }

    protected override void PreStart()
    {
        _pipeline = BatchPipeline.Spawn(setup, Context);
        _announcements = new Announcements(setup, Self);
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
            case BatchAbandoned when _stage is Stage.Training or Stage.Testing:
                Interrupt();
                break;
            case InterruptTraining or BatchAbandoned:
                break;
            case ClusterChanged changed:
                _pipeline.Spread(changed.Replicas);
                _announcements.Tell(changed);
                break;
            case ClusterNotice:
                _announcements.Tell(message);
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
        var progress = _course.Progress;
        if (_interrupted)
        {
            Interrupt();
        }
        else if (Timetable.NextPass(_task, progress) is { } split)
        {
            StartTest(split);
        }
        else if (Timetable.IsPhaseOver(_task, progress))
        {
            _course.StartNextPhase();
            StartPhase();
            GoOn();
        }
        else if (progress.Epoch < _task.Epochs)
        {
            _stage = Stage.Training;
            _course.StartEpoch();
            BeginUpdate();
        }
        else
        {
            Complete();
        }
    }

    private void StartPhase()
    {
        var phase = _course.Phase;
        _pipeline.IsOnChip = phase.Backend == Backend.Chip;
        _course.ResendWeights();
        if (_task.Phases.Count > 0)
        {
            _announcements.Tell(new PhaseStarted(phase.Name, phase.Backend, _course.Progress.Epoch, phase.Epochs));
        }
    }

    private void StartTest(PassSplit split)
    {
        _stage = Stage.Testing;
        _test = new TestRun(_task, split, _course.Progress.Epoch, Timetable.ArePicturesDue(_task, _course.Progress, split), setup.Clock);
        _pipeline.Begin(_test.Next()!, _course.TakeWeightsChanged());
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
                Interrupt();
                break;
            case Stage.Testing:
                _test.Add(work);
                if (_test.Next() is { } batch)
                {
                    _pipeline.Begin(batch, false);
                    return;
                }

                FinishTest();
                break;
            case Stage.Interrupting:
            case Stage.WaitingForDisk when _interrupted:
                // It came after all, but the checkpoint without it is on its way.
                break;
            default:
                throw new InvalidOperationException($"A batch finished in stage {_stage}, where none runs.");
        }
    }

    private void FinishTest()
    {
        var scores = _test.Scores();
        _announcements.Test(_course.EndTest(_test), scores);
        if (_test.Pictures(scores) is { } pictures)
        {
            setup.Recorder?.Tell(new SaveSnapshot(_course.WithMaps(pictures)), Self);
        }

        SaveIfDue();
    }

    /// <summary>Saves after the last pass of an epoch where that is due, and goes on.</summary>
    private void SaveIfDue()
    {
        if (setup.Recorder is null || !Timetable.IsSaveDue(_task, _course.Progress) || Timetable.NextPass(_task, _course.Progress) is not null)
        {
            GoOn();
            return;
        }

        _unsaved++;
        setup.Recorder.Tell(_course.Checkpoint(), Self);
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
        _announcements.Tell(saved);
        if (_stage == Stage.Interrupting && _unsaved == 0)
        {
            End(new TrainingInterrupted(saved.Epoch, saved.Path));
        }
        else if (_stage == Stage.WaitingForDisk)
        {
            GoOn();
        }
    }

    /// <summary>Starts the next batch, and while it is away makes the one after it ready.</summary>
    private void BeginUpdate()
    {
        _pipeline.Begin(_course.Batch(), _course.TakeWeightsChanged());
        if (_course.BatchAhead() is { } ahead)
        {
            _pipeline.EncodeAhead(ahead);
        }
    }

    private void FinishUpdate(ChunkWork work)
    {
        if (_course.Apply(work, out var totals) is not { } trained)
        {
            Fail(_course.Divergence(totals), null);
            return;
        }

        _announcements.Update(totals);
        if (!_interrupted && _task.MinibatchEvery > 0 && (trained.Batch - 1) % _task.MinibatchEvery == 0)
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
        var more = _course.HasBatches;
        if (more && !_interrupted)
        {
            BeginUpdate();
        }

        if (trained is not null)
        {
            _announcements.Publish(trained);
        }

        if (!more)
        {
            _announcements.Publish(_course.EndEpoch());
            SaveIfDue();
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
        _pipeline.Begin(job with { Purpose = JobPurpose.Evaluate, Key = job.Key with { Phase = RunPhase.Probe } }, _course.TakeWeightsChanged());
        _announcements.Publish(trained);
    }

    private void FinishLookingBack(ChunkWork work)
    {
        _announcements.Tell(_course.Compare(_before, work));
        _stage = Stage.Training;
        _course.StartClock();
        EndUpdate();
    }

    private void Interrupt()
    {
        if (setup.Recorder is null)
        {
            End(new TrainingInterrupted(_course.Progress.Epoch, ""));
            return;
        }

        _stage = Stage.Interrupting;
        _unsaved++;
        setup.Recorder.Tell(_course.Checkpoint(), Self);
    }

    private void Complete()
    {
        _stage = Stage.Completing;
        var summary = _course.Summary();
        if (setup.Recorder is null)
        {
            End(new TrainingCompleted(summary));
            return;
        }

        setup.Recorder.Tell(new SaveSummary(summary), Self);
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
        _announcements.Tell(last);
    }

    /// <summary>The batch in hand was given up, because it did not finish in time after an interruption. No parameter has changed by it.</summary>
    private sealed record BatchAbandoned
    {
        public static BatchAbandoned Instance { get; } = new();
    }
}
