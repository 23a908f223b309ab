using Bss2.Chip.Randomness;
using Bss2.Nodes.Pictures;

namespace Bss2.Nodes.Reports;

/// <summary>The plane of two-dimensional data: what the network decides where, and the samples it learns from.</summary>
internal static class DataSection
{
    private const int MostPoints = 1500;

    /// <summary>Width of the softmax over spike times, as in the loss of Fast &amp; Deep.</summary>
    private const double TimeWidth = 0.2;

    public static ReportSection Of(RunData run)
    {
        var figures = new List<Figure>();
        if (run.Snapshot is { GridWidth: > 1 } snapshot)
        {
            figures.Add(Map(run, snapshot));
        }

        if (run.Samples is { FeatureCount: 2 or 4 or 20 } samples)
        {
            figures.Add(Scatter(run, samples));
        }

        if (run.Snapshot is { MapEpochs.Length: > 1 } maps)
        {
            figures.Add(MapSeries(maps));
        }

        return new ReportSection("Data and decisions", figures);
    }

    private static Axis Plane(string label) => new(0, 1, label, 6);

    private static Func<PlotFrame, string>? Outline(RunData run) =>
        run.Experiment.StartsWith("yinyang", StringComparison.Ordinal) ? YinYangOutline.Path : null;

    private static (double X, double Y)? Example(RunData run) =>
        run.Snapshot is { ExampleFeatures: [var x, var y, ..] } ? (Coordinate(run, x), Coordinate(run, y)) : null;

    /// <summary>A feature as a coordinate in 0..1; features of spike-time networks are times between early and late.</summary>
    private static double Coordinate(RunData run, double feature) =>
        SpikeTimeRun.Of(run) is not null && run.Number("early") is { } early && run.Number("late") is { } late ? (feature - early) / (late - early) : feature;

    /// <summary>Scores of which the highest decides: of spike times, how near they are to the time that classes are read at.</summary>
    private static float[] Scores(RunData run, Bss2.Trainer.Training.Snapshot snapshot)
    {
        if (SpikeTimeRun.Of(run) is null)
        {
            return snapshot.GridScores;
        }

        var target = SpikeTimeRun.Target(run);
        return Array.ConvertAll(snapshot.GridScores, time => (float)Math.Max(-1e6, -Math.Abs(time - target) / TimeWidth));
    }

    /// <summary>The decision maps of all epochs side by side.</summary>
    private static Figure MapSeries(Bss2.Trainer.Training.Snapshot snapshot)
    {
        var strip = new ImageStrip(snapshot.GridWidth, snapshot.MapEpochs, Pixels(snapshot.MapScores, snapshot.GridWidth * snapshot.GridWidth * snapshot.MapEpochs.Length))
        {
            Description = "Decision maps of all epochs",
        };
        return new Figure(
            "Decision maps through the training",
            strip.ToSvg(),
            "From left to right and line after line, with the epochs trained before the first map of each line; where a phase ends, one map of each of the two phases.",
            Wide: true);
    }

    /// <summary>[cell, red green blue], the classes' colours mixed by the softmax of the scores.</summary>
    private static byte[] Pixels(float[] scores, int cells)
    {
        var classes = scores.Length / cells;
        var pixels = new byte[3 * cells];
        var shares = new double[classes];
        for (var k = 0; k < cells; k++)
        {
            Softmax(scores.AsSpan(k * classes, classes), shares);
            Blend(shares, pixels.AsSpan(3 * k, 3));
        }

        return pixels;
    }

    private static Figure Map(RunData run, Bss2.Trainer.Training.Snapshot snapshot)
    {
        var cells = snapshot.GridWidth * snapshot.GridWidth;
        var classes = snapshot.GridScores.Length / cells;
        var pixels = Pixels(Scores(run, snapshot), cells);

        // Grid points lie on the edges of the plane too, so that the outer cells reach half a cell beyond it.
        var half = 0.5 / (snapshot.GridWidth - 1);
        var map = new HeatMap(new Axis(-half, 1 + half, "x", 6), new Axis(-half, 1 + half, "y", 6), snapshot.GridWidth, snapshot.GridWidth, pixels)
        {
            Description = "Decision map",
            Outline = Outline(run),
            Highlight = Example(run),
            Legend = [.. ClassNames.Of(run, classes).Select((name, c) => new LegendEntry(name, Palette.Fill(c), 1))],
        };
        return new Figure(
            "Decision map",
            map.ToSvg(),
            $"Class of each point of the plane after epoch {snapshot.Epoch}: colours are mixed by the softmax of the scores, so that muddy colours are doubtful points; the black dot is the example below.");
    }

    private static Figure Scatter(RunData run, Bss2.Trainer.Data.Dataset samples)
    {
        var count = Math.Min(samples.Count, MostPoints);
        var plot = new ScatterPlot(
            Plane("x"),
            Plane("y"),
            [.. Enumerable.Range(0, count).Select(k => Coordinate(run, samples[k][0]))],
            [.. Enumerable.Range(0, count).Select(k => Coordinate(run, samples[k][1]))],
            samples.Labels[..count],
            samples.ClassNames)
        {
            Description = "Samples of the data set",
            Outline = Outline(run),
            Highlight = Example(run),
        };
        var which = count < samples.Count ? $"The first {count} of {samples.Count}" : $"All {samples.Count}";
        return new Figure("Data", plot.ToSvg(), $"{which} training samples by class; the black dot is the example below, which belongs to the test set.");
    }

    private static void Softmax(ReadOnlySpan<float> scores, Span<double> shares)
    {
        double highest = scores[0];
        foreach (var score in scores)
        {
            highest = Math.Max(highest, score);
        }

        var sum = 0.0;
        for (var c = 0; c < scores.Length; c++)
        {
            shares[c] = PortableMath.Exp(scores[c] - highest);
            sum += shares[c];
        }

        for (var c = 0; c < scores.Length; c++)
        {
            shares[c] /= sum;
        }
    }

    private static void Blend(ReadOnlySpan<double> shares, Span<byte> pixel)
    {
        var (red, green, blue) = (0.0, 0.0, 0.0);
        for (var c = 0; c < shares.Length; c++)
        {
            var colour = Palette.Colour(c);
            red += shares[c] * colour.Red;
            green += shares[c] * colour.Green;
            blue += shares[c] * colour.Blue;
        }

        (pixel[0], pixel[1], pixel[2]) = ((byte)Math.Round(red), (byte)Math.Round(green), (byte)Math.Round(blue));
    }
}
