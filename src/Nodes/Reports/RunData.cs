using System.Globalization;
using Bss2.Trainer.Data;
using Bss2.Trainer.Training;

namespace Bss2.Nodes.Reports;

/// <summary>What a run folder holds, as far as it is there: a report shows what it finds.</summary>
internal sealed record RunData
{
    public required string Experiment { get; init; }

    /// <summary>Every resolved option, in the order of <c>config.yaml</c>.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Options { get; init; }

    /// <summary>Rows of <c>metrics.csv</c>.</summary>
    public IReadOnlyList<MetricRow> Epochs { get; init; } = [];

    /// <summary>Rows of <c>batches.csv</c>.</summary>
    public IReadOnlyList<MetricRow> Batches { get; init; } = [];

    /// <summary>Rows of <c>series.csv</c>.</summary>
    public IReadOnlyList<SeriesRow> Series { get; init; } = [];

    /// <summary>Null while the training goes on.</summary>
    public TrainingSummary? Summary { get; init; }

    public IReadOnlyList<LayerWeights> Weights { get; init; } = [];

    public Snapshot? Snapshot { get; init; }

    /// <summary>Samples for the scatter of the data, or null where they cannot be drawn.</summary>
    public Dataset? Samples { get; init; }

    /// <summary>Whether a hidden layer spiked at any time; in matrix-multiply mode none does.</summary>
    public bool HasHiddenSpikes => Epochs.Any(r => r.HiddenSpikesPerSample > 0);

    /// <summary>Value of an option, or null where there is none of that name.</summary>
    public string? Text(string key)
    {
        foreach (var option in Options)
        {
            if (option.Key == key)
            {
                return option.Value;
            }
        }

        return null;
    }

    /// <summary>Value of an option as a number, or null where there is none of that name or it is no number.</summary>
    public double? Number(string key) =>
        double.TryParse(Text(key), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}
