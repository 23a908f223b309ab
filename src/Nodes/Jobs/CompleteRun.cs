using System.Text.Json;
using System.Text.Json.Serialization;
using Bss2.Trainer.Training;

namespace Bss2.Nodes.Jobs;

/// <summary>Recognises a job that was done before: its trainer was lost between the last file and the acknowledgement.</summary>
internal static class CompleteRun
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>The summary of a folder where this very task was trained to its end, or null. In doubt the task is resumed, and the checkpoint says what does not fit.</summary>
    public static TrainingSummary? Find(RunFolder folder, TrainingTask task)
    {
        if (!folder.Has(RunFolder.SummaryFile) || !IsOf(task, RunConfiguration.Read(folder)))
        {
            return null;
        }

        try
        {
            var summary = JsonSerializer.Deserialize<TrainingSummary>(folder.Read(RunFolder.SummaryFile), Json);
            return summary?.Epochs == task.Epochs ? summary : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsOf(TrainingTask task, RunConfiguration configuration)
    {
        var values = configuration.Values.ToDictionary(v => v.Key, v => v.Value, StringComparer.Ordinal);
        return configuration.Experiment == task.Experiment
            && task.Options.Specs.Where(s => s.DecidesResults).All(s => values.GetValueOrDefault(s.Key) == task.Options.Format(s.Key));
    }
}
