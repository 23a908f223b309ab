using Bss2.Nodes.Pictures;
using Bss2.Trainer.Experiments;
using static System.FormattableString;

namespace Bss2.Nodes.Reports;

/// <summary>The three pictures of the hxtorch introduction.</summary>
internal static class TraceFigures
{
    private const double TraceHeight = 200;
    private const double SpikesHeight = 120;
    private const int ChipColour = 0;
    private const int ModelColour = 5;
    private const int RunsColour = 4;

    private static Axis Time => new(0, IntroTrace.Steps, "time (µs)", 8);

    /// <summary>The column ADC above the membrane ADC in the same run, and the spikes.</summary>
    public static Figure Converters(IntroTrace trace)
    {
        var cadc = new LineSeries("CADC", trace.Cadc.Microseconds, [.. trace.Cadc.Codes.Select(c => (double)c)], ChipColour, Dots: true);
        var madc = new LineSeries("MADC", trace.Madc.Microseconds, [.. trace.Madc.Codes.Select(c => (double)c)], ChipColour, Faint: true);
        return new Figure(
            "CADC and MADC of one neuron",
            Chart(cadc, "CADC (code − 128)") + Chart(madc, "MADC (code)") + Spikes(trace.SpikesMicroseconds),
            Invariant($"Weight 63. The column ADC samples all neurons, this one every 2 µs; the membrane ADC samples one neuron at 29.4 MS/s. The neuron spikes {Count(trace.SpikesMicroseconds.Length)}; the membrane is then pulled to reset."));
    }

    /// <summary>The same in ideal numerics.</summary>
    public static Figure Mock(IntroTrace trace)
    {
        var membrane = new LineSeries("membrane", Rows, [.. trace.MockRows.Select(v => (double)v)], ModelColour);
        return new Figure(
            "The model, not aligned",
            Chart(membrane, "membrane (model units)") + Spikes([.. trace.MockSpikeRows.Select(row => (double)row)]),
            Invariant($"Ideal numerics with the same inputs, weight 50, and the chip's potentials 80 and 125 taken as model values. The model spikes {Count(trace.MockSpikeRows.Length)}; its units are not those of the converters."));
    }

    /// <summary>Postsynaptic potentials of the chip in model units over that of the model.</summary>
    public static Figure Scaled(IntroTrace trace)
    {
        // All runs as one curve that is interrupted between them: one name in the legend.
        var x = new List<double>();
        var y = new List<double>();
        foreach (var psp in trace.ChipPsps)
        {
            x.AddRange([.. Rows, IntroTrace.Steps]);
            y.AddRange([.. psp.Select(v => (double)v), double.NaN]);
        }

        var runs = new LineSeries(Invariant($"{trace.ChipPsps.Length} runs of the chip"), x, y, RunsColour, Faint: true);
        var model = new LineSeries("model", Rows, [.. trace.ModelPsp.Select(v => (double)v)], ModelColour);
        var chart = new LineChart(Time, Axis.Covering([.. y, .. model.Y], "membrane (model units)"), [runs, model]) { Width = 900, Height = 340, Description = "Scaled traces of the chip and the model" };
        return new Figure(
            "Postsynaptic potentials",
            chart.ToSvg(),
            Invariant($"One input at {IntroTrace.SingleInputRow[0]} µs with a model weight of 1, hardware weight {IntroTrace.WeightScaling:0}. Traces of the chip less the measured baseline, times the measured trace scale; the model rests at 0 and spikes at 1."),
            Wide: true);
    }

    private static double[] Rows => [.. Enumerable.Range(0, IntroTrace.Steps).Select(row => (double)row)];

    private static string Count(int spikes) => spikes switch { 0 => "never", 1 => "once", 2 => "twice", _ => Invariant($"{spikes} times") };

    private static string Chart(LineSeries series, string label) =>
        new LineChart(Time, Axis.Covering(series.Y, label), [series]) { Height = TraceHeight, Description = $"{series.Name} over time" }.ToSvg();

    private static string Spikes(double[] outputs)
    {
        double[] times = [.. IntroTrace.InputRows.Select(row => (double)row), .. outputs];
        int[] rows = [.. IntroTrace.InputRows.Select(_ => 0), .. outputs.Select(_ => 1)];
        return new RasterPlot(Time, "", 2, times, rows) { Height = SpikesHeight, RowNames = ["input", "output"], Description = "Input and output spikes" }.ToSvg();
    }
}
