using System.Globalization;
using System.Text;

namespace Bss2.Trainer.Training;

/// <summary>The rows of <c>metrics.csv</c> and <c>batches.csv</c>. Numbers in the shortest form that reads back to the same bits, with a decimal point in any country.</summary>
internal sealed class RunTables
{
    private const string MetricsHeader = "epoch,split,loss,accuracy,hiddenSpikesPerSample,learningRate,seconds\n";
    private const string BatchesHeader = "epoch,batch,loss,accuracy,hiddenSpikesPerSample,learningRate,seconds\n";

    private readonly StringBuilder _metrics;
    private readonly StringBuilder _batches;

    /// <param name="metrics">Text so far of <c>metrics.csv</c>; null at the start.</param>
    /// <param name="batches">Text so far of <c>batches.csv</c>; null at the start.</param>
    public RunTables(string? metrics = null, string? batches = null)
    {
        _metrics = new StringBuilder(metrics ?? MetricsHeader);
        _batches = new StringBuilder(batches ?? BatchesHeader);
    }

    public string Metrics => _metrics.ToString();

    public string Batches => _batches.ToString();

    public void Add(BatchTrained b) => _batches.Append(CultureInfo.InvariantCulture,
        $"{b.Epoch},{b.Batch},{b.Loss:R},{b.Accuracy:R},{b.HiddenSpikesPerSample:R},{b.LearningRate:R},{b.Seconds:R}\n");

    public void Add(EpochTrained e) => AddMetrics(e.Epoch, "train", e.Loss, e.Accuracy, e.HiddenSpikesPerSample, e.LearningRate, e.Seconds);

    public void Add(Tested t) => AddMetrics(t.Epoch, "test", t.Loss, t.Accuracy, t.HiddenSpikesPerSample, t.LearningRate, t.Seconds);

    private void AddMetrics(int epoch, string split, double loss, double accuracy, double hidden, double learningRate, double seconds) =>
        _metrics.Append(CultureInfo.InvariantCulture, $"{epoch},{split},{loss:R},{accuracy:R},{hidden:R},{learningRate:R},{seconds:R}\n");
}
