using System.Globalization;
using System.Text;

namespace Bss2.Trainer.Training;

/// <summary>
/// The rows of <c>metrics.csv</c>, <c>batches.csv</c> and <c>series.csv</c>. Numbers in the shortest form that reads back to the same bits, with a decimal point in
/// any country; a cell is empty where there is no number.
/// </summary>
internal sealed class RunTables
{
    private const string MetricsHeader = "epoch,split,loss,accuracy,hiddenSpikesPerSample,learningRate,seconds\n";
    private const string BatchesHeader = "epoch,batch,loss,accuracy,hiddenSpikesPerSample,learningRate,seconds\n";
    private const string SeriesHeader = "epoch,batch,name,value\n";

    private readonly StringBuilder _metrics;
    private readonly StringBuilder _batches;
    private readonly StringBuilder _series;

    /// <param name="metrics">Text so far of <c>metrics.csv</c>; null at the start.</param>
    /// <param name="batches">Text so far of <c>batches.csv</c>; null at the start.</param>
    /// <param name="series">Text so far of <c>series.csv</c>; null at the start.</param>
    public RunTables(string? metrics = null, string? batches = null, string? series = null)
    {
        _metrics = new StringBuilder(metrics ?? MetricsHeader);
        _batches = new StringBuilder(batches ?? BatchesHeader);
        _series = new StringBuilder(series ?? SeriesHeader);
    }

    public string Metrics => _metrics.ToString();

    public string Batches => _batches.ToString();

    public string Series => _series.ToString();

    /// <summary>Whether the model has given any figure of its own.</summary>
    public bool HasSeries => _series.Length > SeriesHeader.Length;

    public void Add(BatchTrained b) => _batches.Append(CultureInfo.InvariantCulture,
        $"{b.Epoch},{b.Batch},{Cell(b.Loss)},{Cell(b.Accuracy)},{b.HiddenSpikesPerSample:R},{b.LearningRate:R},{b.Seconds:R}\n");

    public void Add(EpochTrained e) => AddMetrics(e.Epoch, "train", e.Loss, e.Accuracy, e.HiddenSpikesPerSample, e.LearningRate, e.Seconds);

    public void Add(Tested t) => AddMetrics(
        t.Epoch, t.Split == PassSplit.Validation ? "validation" : "test", t.Loss, t.Accuracy, t.HiddenSpikesPerSample, t.LearningRate, t.Seconds);

    public void Add(SeriesAdded added)
    {
        foreach (var (name, value) in added.Values)
        {
            _series.Append(CultureInfo.InvariantCulture, $"{added.Epoch},{added.Batch},{Checked(name)},{Cell(value)}\n");
        }
    }

    private static string Cell(double? value) => value is { } number && !double.IsNaN(number) ? number.ToString("R", CultureInfo.InvariantCulture) : "";

    /// <summary>A name with a comma, a quote or a line's end in it would shift its row's columns.</summary>
    private static string Checked(string name) => name.AsSpan().IndexOfAny(",\"\r\n") < 0
        ? name
        : throw new ArgumentException($"A series is named '{name}'; permitted: names without commas, quotes and line ends.", nameof(name));

    private void AddMetrics(int epoch, string split, double loss, double? accuracy, double hidden, double learningRate, double seconds) =>
        _metrics.Append(CultureInfo.InvariantCulture, $"{epoch},{split},{Cell(loss)},{Cell(accuracy)},{hidden:R},{learningRate:R},{seconds:R}\n");
}
