using Bss2.Actors.Runtime;
using Bss2.Messages.Cluster;
using Bss2.Nodes.Commands;
using Bss2.Nodes.Configuration;
using Bss2.Nodes.Reports;
using Bss2.Trainer.Experiments;
using Bss2.Trainer.Training;

namespace Bss2.Nodes.Jobs;

/// <summary>Trains a task in a run folder; on a cluster, or anywhere else in tests.</summary>
internal delegate Task<TrainingSummary> Train(TrainingTask task, RunFolder folder, bool resume, Action<object> listener, CancellationToken interruption);

/// <summary>Runs jobs in folders of their names: begins what is new, takes over and resumes what has a checkpoint, leaves alone what is complete.</summary>
/// <param name="experiments">What jobs may name.</param>
/// <param name="runs">The folder that all trainers share.</param>
/// <param name="train">How to train.</param>
/// <param name="environment">Options that this machine's environment sets.</param>
internal sealed class JobRunner(IReadOnlyList<BuiltInExperiment> experiments, string runs, Train train, IReadOnlyList<Assignment>? environment = null)
{
    /// <summary>Runs a job and tells an actor how it goes and ends.</summary>
    public void Start(TrainingJob job, Action<object> listener, ActorRef trainer, CancellationToken interruption) => _ = Task.Run(
        async () => trainer.Tell(new JobEnded(await RunAsync(job, (happened, epochs) =>
        {
            listener(happened);
            if (EpochOf(happened) is { } epoch)
            {
                trainer.Tell(new JobProgressed(epoch, epochs));
            }
        }, interruption))),
        CancellationToken.None);

    /// <summary>Runs a job to its end. Never throws: whatever happens is an outcome, since the trainer outlives its jobs.</summary>
    /// <param name="job">The job.</param>
    /// <param name="listener">Told each event of the training, and how many epochs it is to have.</param>
    /// <param name="interruption">Asks for a checkpoint and an end.</param>
    public async Task<JobOutcome> RunAsync(TrainingJob job, Action<object, int> listener, CancellationToken interruption)
    {
        try
        {
            return await TrainAsync(job, listener, interruption);
        }
        catch (UsageException faults)
        {
            return new JobOutcome.Failed(string.Join('\n', faults.Faults));
        }
        catch (RunFolderTakenOverException taken)
        {
            return new JobOutcome.TakenOver(taken.Message);
        }
        catch (TrainingInterruptedException interrupted)
        {
            return new JobOutcome.Interrupted(interrupted.Interrupted.Epoch);
        }
#pragma warning disable CA1031 // Whatever a job does, its trainer lives on, and the reason is stored with the job.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            var known = failure is RunRefusedException or RunFolderException or TrainingFailedException or IOException or UnauthorizedAccessException;
            return new JobOutcome.Failed(known ? failure.Message : $"Unexpected failure: {failure.GetType().Name}: {failure.Message}");
        }
    }

    private async Task<JobOutcome> TrainAsync(TrainingJob job, Action<object, int> listener, CancellationToken interruption)
    {
        var task = JobSettings.TaskOf(job, experiments, environment ?? []);
        var path = Path.Combine(runs, job.Id);
        var begun = File.Exists(Path.Combine(path, RunFolder.ConfigFile));
        using var folder = begun ? RunFolder.Open(path) : RunFolder.Create(path);
        if (begun && CompleteRun.Find(folder, task) is { } earlier)
        {
            return new JobOutcome.Completed(earlier);
        }

        var reports = new LiveReport(folder, new RunDataReader(experiments));
        var summary = await train(
            task,
            folder,
            folder.Has(RunFolder.CheckpointFile),
            happened =>
            {
                listener(happened, task.Epochs);
                reports.Take(happened);
            },
            interruption);
        reports.Finish();
        return new JobOutcome.Completed(summary);
    }

    private static int? EpochOf(object happened) => happened switch
    {
        BatchTrained { Batch: 1 } batch => batch.Epoch,
        EpochTrained epoch => epoch.Epoch,
        Tested tested => tested.Epoch,
        _ => null,
    };
}
