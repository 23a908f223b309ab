using Bss2.Nodes.Pictures;
using Bss2.Trainer.Training;
using static System.FormattableString;

namespace Bss2.Nodes.Reports;

/// <summary>Images that are classified by counts of output spikes: examples with their spikes, activity, and what hidden neurons look for.</summary>
internal static class DigitSection
{
    private const string FirstWeights = "fc1.weight";
    private const string SecondWeights = "fc2.weight";
    private const string OutputSpikes = "outputSpikesPerSample";
    private const string Operations = "synapticOperationsPerSample";
    private const int FieldColumns = 10;
    private const int FieldRows = 4;
    private const int Gap = 2;

    public static ReportSection Of(RunData run)
    {
        var figures = new List<Figure>();
        if (run.Snapshot?.Further.ToDictionary(a => a.Name) is { } arrays && arrays.ContainsKey("digitPixels"))
        {
            figures.Add(Examples(run.Snapshot, arrays));
            if (run.Snapshot.TestLabels.Length > 0)
            {
                figures.Add(ConfusionFigure.Of(run.Snapshot, arrays["digitCounts"].Shape[1]));
            }
        }

        if (run.Series.Any(r => r.Name == Operations))
        {
            figures.Add(Activity(run));
        }

        if (run.Weights.FirstOrDefault(w => w.Name == FirstWeights) is { } first && run.Weights.FirstOrDefault(w => w.Name == SecondWeights) is { } second
            && SideOf(first.Shape[1]) is > 1 and var side)
        {
            figures.Add(Fields(first, second, side));
        }

        return new ReportSection("Images and spikes", figures);
    }

    private static Figure Examples(Snapshot snapshot, Dictionary<string, NpyArray> arrays)
    {
        var (pixels, labels, counts) = (arrays["digitPixels"].Singles(), arrays["digitLabels"].Integers(), arrays["digitCounts"].Integers());
        var (spikes, neurons, steps) = (arrays["digitSpikes"].Integers(), arrays["digitNeurons"].Integers()[0], arrays["digitMembranes"].Shape[1]);
        var (features, classes) = (arrays["digitPixels"].Shape[1], arrays["digitCounts"].Shape[1]);
        var items = labels.Select((label, digit) =>
        {
            var own = counts[(digit * classes)..((digit + 1) * classes)];
            return new DigitPanel.Item(
                label,
                Array.IndexOf(own, own.Max()),
                pixels[(digit * features)..((digit + 1) * features)],
                [.. Enumerable.Range(0, spikes.Length / 3).Where(s => spikes[3 * s] == digit).Select(s => (spikes[(3 * s) + 1], spikes[(3 * s) + 2]))],
                own);
        });
        var side = Math.Max(SideOf(features), 1);
        return new Figure(
            "Examples",
            new DigitPanel(features / side, side, steps, neurons, [.. items]).ToSvg(),
            $"The first test image of each class after epoch {snapshot.Epoch}: spikes of each output neuron (the true class in green; most spikes win, the first of equals), and below the spikes of the first {neurons} hidden neurons over {steps} time steps.",
            Wide: true);
    }

    private static Figure Activity(RunData run)
    {
        var perEpoch = run.Series.Where(r => r.Batch is not null).Select(r => r.Batch!.Value).DefaultIfEmpty(1).Max();
        var rows = run.Series.Where(r => r.Name == OutputSpikes && r.Batch is not null).ToArray();
        var series = new LineSeries("output spikes", [.. rows.Select(r => r.Epoch - 1 + ((double)r.Batch!.Value / perEpoch))], [.. rows.Select(r => r.Value)], 0);
        var last = Math.Max(1, run.Series.Max(r => r.Epoch));
        var chart = new LineChart(new Axis(0, last, "epoch", Math.Min(9, last + 1)), Axis.Covering(series.Y.Append(0), "output spikes per sample"), [series]) { Description = "Output spikes over epochs" };
        double Last(string name) => run.Series.LastOrDefault(r => r.Name == name && r.Batch is null)?.Value ?? double.NaN;
        return new Figure(
            "Activity and cost",
            chart.ToSvg(),
            Invariant($"Output spikes of each training batch for one sample. In the last pass a sample took {Last("hiddenSpikesPerSample"):0.0} hidden and {Last(OutputSpikes):0.0} output spikes, {Last(Operations):0.0} synaptic operations (spikes that meet a non-zero weight) and, once for its constant input, {Last("multiplyAccumulatesPerSample"):0} multiply-accumulates."));
    }

    private static Figure Fields(LayerWeights first, LayerWeights second, int side)
    {
        var (hidden, classes) = (first.Shape[0], second.Shape[0]);
        double Reach(int n) => Enumerable.Range(0, classes).Sum(c => Math.Pow(second.Values[(c * hidden) + n], 2));
        int[] chosen = [.. Enumerable.Range(0, hidden).OrderByDescending(Reach).ThenBy(n => n).Take(FieldColumns * FieldRows)];
        var (width, height) = (FieldColumns * (side + Gap), FieldRows * (side + Gap));
        var pixels = new byte[3 * width * height];
        Array.Fill(pixels, byte.MaxValue);
        for (var k = 0; k < chosen.Length; k++)
        {
            var weights = first.Values.AsSpan(chosen[k] * side * side, side * side);
            var largest = 1e-12f;
            foreach (var weight in weights)
            {
                largest = Math.Max(largest, Math.Abs(weight));
            }

            for (var p = 0; p < weights.Length; p++)
            {
                var (x, y) = ((k % FieldColumns * (side + Gap)) + (p % side), (k / FieldColumns * (side + Gap)) + (p / side));
                Shade(weights[p] / largest, pixels.AsSpan(3 * ((y * width) + x), 3));
            }
        }

        var svg = new SvgBuilder(width, height, "Weights of hidden neurons as images");
        svg.Image(0, 0, width, height, PngImage.Encode(width, height, pixels));
        return new Figure("Weights as images", svg.Build(), $"Input weights of the {chosen.Length} hidden neurons that act most on the output, each on its own scale: blue excites, orange inhibits, white is zero.");
    }

    // Blue for positive, orange for negative: both can be told apart with any colour vision.
    private static void Shade(float value, Span<byte> pixel)
    {
        var (red, green, blue) = Palette.Colour(value > 0 ? 0 : 5);
        var depth = Math.Abs(value);
        (pixel[0], pixel[1], pixel[2]) = (Mix(red), Mix(green), Mix(blue));

        byte Mix(byte colour) => (byte)Math.Round(255 + (depth * (colour - 255)));
    }

    /// <summary>Side of a square image of so many pixels, or 0 where it is none.</summary>
    private static int SideOf(int pixels) => (int)Math.Sqrt(pixels) is var side && side * side == pixels ? side : 0;
}
