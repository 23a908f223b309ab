using Bss2.Nodes.Pictures;

namespace Bss2.Nodes.Reports;

/// <summary>Curves over epochs: loss, accuracy, hidden spikes, learning rate.</summary>
internal static class LearningSection
{
    private const int BatchColour = 4;
    private const int TrainColour = 0;
    private const int TestColour = 5;
    private const int ValidationColour = 2;

    public static ReportSection Of(RunData run)
    {
        if (run.Epochs.Count == 0 && run.Batches.Count == 0)
        {
            return new ReportSection("Learning", []);
        }

        var last = Math.Max(1, run.Epochs.Concat(run.Batches).Max(r => r.Epoch));
        var epochs = new Axis(0, last, "epoch", Math.Min(9, last + 1));
        var (set, often) = run.Epochs.Any(r => r.Split == "validation") ? ("validation", "; the test set is left for the end") : ("test", "");
        return new ReportSection("Learning",
        [
            Curves(run, epochs, "Loss", "loss", r => r.Loss,
                $"Training loss of each batch and its mean over each epoch, and the loss on the {set} set, which is measured before the first epoch and between epochs{often}."),
            .. HasAccuracy(run)
                ? [Curves(run, epochs, "Accuracy", "accuracy (%)", r => 100 * r.Accuracy,
                    "Share of samples that are given the right class; batches are pale, epochs and tests are solid.")]
                : Array.Empty<Figure>(),
            .. run.HasHiddenSpikes
                ? [Curves(run, epochs, "Hidden activity", "hidden spikes per sample", r => r.HiddenSpikesPerSample,
                    "Mean number of spikes of the whole hidden layer for one sample.")]
                : Array.Empty<Figure>(),
            LearningRate(run, epochs),
        ]);
    }

    /// <summary>Regression has none.</summary>
    private static bool HasAccuracy(RunData run) => run.Epochs.Concat(run.Batches).Any(r => double.IsFinite(r.Accuracy));

    private static Figure Curves(RunData run, Axis epochs, string title, string label, Func<MetricRow, double> value, string caption)
    {
        var series = new List<LineSeries>();
        if (run.Batches.Count > 0)
        {
            var perEpoch = run.Batches.GroupBy(r => r.Epoch).Max(g => g.Count());
            var first = run.Batches.Min(r => r.Batch);
            var batches = run.Batches.Where(r => double.IsFinite(value(r))).ToArray();
            series.Add(new LineSeries("training, batches", [.. batches.Select(r => r.Epoch - 1 + ((r.Batch - first + 1) / (double)perEpoch))], [.. batches.Select(value)], BatchColour, Faint: true));
        }

        Add("training, epochs", "train", TrainColour);
        Add("validation", "validation", ValidationColour);
        Add("test", "test", TestColour);
        var all = series.SelectMany(s => s.Y);
        var chart = new LineChart(epochs, Axis.Covering(all, label), series) { Description = $"{title} over epochs" };
        return new Figure(title, chart.ToSvg(), caption);

        void Add(string name, string split, int colour)
        {
            var rows = run.Epochs.Where(r => r.Split == split && double.IsFinite(value(r))).ToArray();
            if (rows.Length > 0)
            {
                series.Add(new LineSeries(name, [.. rows.Select(r => (double)r.Epoch)], [.. rows.Select(value)], colour, Dots: rows.Length <= 60));
            }
        }
    }

    private static Figure LearningRate(RunData run, Axis epochs)
    {
        // A step curve: the rate holds for the whole epoch that ends at its number.
        var rows = run.Epochs.Where(r => r.Split == "train").ToArray();
        var x = rows.SelectMany(r => new double[] { r.Epoch - 1, r.Epoch }).ToArray();
        var y = rows.SelectMany(r => new[] { r.LearningRate, r.LearningRate }).ToArray();
        var chart = new LineChart(epochs, Axis.Covering(y.Append(0), "learning rate"), [new LineSeries("learning rate", x, y, TrainColour)])
        {
            Description = "Learning rate over epochs",
        };
        return new Figure("Learning rate", chart.ToSvg(), "Step size of the optimiser in each epoch.");
    }
}
