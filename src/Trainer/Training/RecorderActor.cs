using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Bss2.Actors.Runtime;

namespace Bss2.Trainer.Training;

/// <summary>Keeps a training's run folder. An actor of its own, so that the training does not wait for the disk.</summary>
/// <remarks>Metrics arrive in the order in which they happened, between the checkpoints that they belong to; tables are written with the checkpoint, so a resumed run repeats no row.</remarks>
internal sealed class RecorderActor(TrainingTask task, RunFolder folder, RunTables tables, ActorRef listener) : Actor
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NewLine = "\n",

        // A test of a network that diverged after its last update has an infinite loss; it must not keep the rest from being written.
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,

        // The file is read by people and programs, not put into a web page: a '+' stays a '+'.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    protected override void Receive(object message)
    {
        try
        {
            Handle(message);
        }
#pragma warning disable CA1031 // Whatever keeps the folder from being written ends the training with its reason.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Sender.Tell(new RecordingFailed(failure), Self);
        }
    }

    private void Handle(object message)
    {
        switch (message)
        {
            case BatchTrained batch:
                tables.Add(batch);
                break;
            case EpochTrained epoch:
                tables.Add(epoch);
                break;
            case Tested tested:
                tables.Add(tested);
                break;
            case SeriesAdded series:
                tables.Add(series);
                break;
            case SaveSnapshot { Snapshot: var snapshot }:
                folder.Write(RunFolder.SnapshotFile, SnapshotFile.Encode(snapshot));
                listener.Tell(new SnapshotSaved(snapshot.Epoch, folder.FileOf(RunFolder.SnapshotFile)), Self);
                break;
            case SaveCheckpoint save:
                Save(save);
                break;
            case SaveSummary { Summary: var summary }:
                folder.Write(RunFolder.SummaryFile, Encoding.UTF8.GetBytes(JsonSerializer.Serialize(summary, Json) + "\n"));
                Sender.Tell(new SummarySaved(summary), Self);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <summary>The checkpoint goes last: what it refers to is on disk before it.</summary>
    private void Save(SaveCheckpoint save)
    {
        var parameters = task.Model.Parameters;
        var checkpoint = new Checkpoint
        {
            Experiment = task.Experiment,
            Options = Checkpoint.DecidingOptions(task.Options),
            Progress = save.Progress,
            ParameterNames = [.. parameters.Select(p => p.Name)],
            Parameters = save.Parameters,
            Optimiser = save.Optimiser,
            Metrics = tables.Metrics,
            Batches = tables.Batches,
            Series = tables.Series,
            ModelState = save.ModelState,
        };
        folder.Write(RunFolder.MetricsFile, Encoding.UTF8.GetBytes(checkpoint.Metrics));
        folder.Write(RunFolder.BatchesFile, Encoding.UTF8.GetBytes(checkpoint.Batches));
        if (tables.HasSeries)
        {
            folder.Write(RunFolder.SeriesFile, Encoding.UTF8.GetBytes(checkpoint.Series));
        }

        folder.Write(RunFolder.WeightsFile, WeightsFile.Encode(parameters, save.Parameters));
        folder.Write(RunFolder.CheckpointFile, CheckpointCodec.Encode(checkpoint));
        Sender.Tell(new CheckpointSaved(save.Progress.Epoch, folder.FileOf(RunFolder.CheckpointFile)), Self);
    }
}
