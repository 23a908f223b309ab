using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Bss2.Trainer.Data;
using Bss2.Trainer.Experiments;
using Bss2.Trainer.Training;

namespace Bss2.Nodes.Reports;

/// <summary>Reads what a report needs from a run folder. The samples of the data set are drawn again from the configuration that the folder holds.</summary>
/// <param name="experiments">What the configuration may name.</param>
internal sealed class RunDataReader(IReadOnlyList<BuiltInExperiment> experiments)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };
    private (string Folder, Dataset? Samples)? _drawn;

    /// <exception cref="RunRefusedException">The folder holds no run, one of another version, or a damaged file.</exception>
    public RunData Read(RunFolder folder)
    {
        var configuration = RunConfiguration.Read(folder);
        var epochs = Table(folder, RunFolder.MetricsFile);
        return new RunData
        {
            Experiment = configuration.Experiment,
            Options = configuration.Values,
            Epochs = epochs,
            Batches = Table(folder, RunFolder.BatchesFile),
            Series = Rows(folder, RunFolder.SeriesFile, MetricTable.ParseSeries),
            Summary = Summary(folder, epochs),
            Weights = Part(folder, RunFolder.WeightsFile, Weights) ?? [],
            Snapshot = Part(folder, RunFolder.SnapshotFile, SnapshotFile.Decode),
            Samples = Samples(folder, configuration),
        };
    }

    private static IReadOnlyList<MetricRow> Table(RunFolder folder, string name) => Rows(folder, name, MetricTable.Parse);

    private static IReadOnlyList<T> Rows<T>(RunFolder folder, string name, Func<string, string, IReadOnlyList<T>> parse) =>
        folder.Has(name) ? parse(Encoding.UTF8.GetString(folder.Read(name)), folder.FileOf(name)) : [];

    /// <summary>A summary of fewer epochs than the tables hold is of an earlier training that was resumed since.</summary>
    private static TrainingSummary? Summary(RunFolder folder, IReadOnlyList<MetricRow> epochs)
    {
        var summary = Part(folder, RunFolder.SummaryFile, bytes => JsonSerializer.Deserialize<TrainingSummary>(bytes, Json));
        return summary is not null && epochs.Any(r => r.Epoch > summary.Epochs) ? null : summary;
    }

    private static IReadOnlyList<LayerWeights> Weights(byte[] bytes) =>
        [.. NpzArchive.Decode(bytes).Values.Select(a => new LayerWeights(a.Name, a.Shape, a.Type == "<f8" ? Array.ConvertAll(a.Doubles(), w => (float)w) : a.Singles()))];

    private static T? Part<T>(RunFolder folder, string name, Func<byte[], T?> decode)
        where T : class
    {
        if (!folder.Has(name))
        {
            return null;
        }

        try
        {
            return decode(folder.Read(name));
        }
        catch (Exception damage) when (damage is InvalidDataException or JsonException)
        {
            throw new RunRefusedException($"{folder.FileOf(name)} is damaged: {damage.Message} Restore the file or train anew.", damage);
        }
    }

    private Dataset? Samples(RunFolder folder, RunConfiguration configuration)
    {
        if (_drawn is { } drawn && drawn.Folder == folder.Path)
        {
            return drawn.Samples;
        }

        Dataset? samples = null;
        if (experiments.FirstOrDefault(e => e.Name == configuration.Experiment) is { ReportDrawsSamples: true } experiment)
        {
            var options = new OptionSet(experiment.Options);
            foreach (var (key, value) in configuration.Values)
            {
                options.Set(key, value, RunFolder.ConfigFile);
            }

            samples = options.Faults.Count == 0 ? experiment.Create(options)?.Train : null;
        }

        _drawn = (folder.Path, samples);
        return samples;
    }
}
