using Bss2.Nodes.Pictures;
using static System.FormattableString;

namespace Bss2.Nodes.Reports;

/// <summary>Weights of each layer on the grid of the hardware: whole numbers from −63 to 63, a sign and six bits.</summary>
internal static class WeightsSection
{
    /// <summary>Largest magnitude of a weight on the chip.</summary>
    public const int LargestWeight = 63;

    public static ReportSection Of(RunData run) =>
        new("Weights", run.Number("weightScale") is { } scale ? [.. run.Weights.Where(w => w.Shape.Length > 1).Select(w => Layer(w, scale))] : []);

    /// <summary>Counts on the grid: rounded half away from zero, values beyond the ends counted at the ends.</summary>
    public static int[] Counts(ReadOnlySpan<float> weights, double scale)
    {
        var counts = new int[(2 * LargestWeight) + 1];
        foreach (var weight in weights)
        {
            var value = Math.Clamp(Math.Round(weight * scale, MidpointRounding.AwayFromZero), -LargestWeight, LargestWeight);
            counts[(int)value + LargestWeight]++;
        }

        return counts;
    }

    private static Figure Layer(LayerWeights layer, double scale)
    {
        var counts = Counts(layer.Values, scale);
        var atEnds = counts[0] + counts[^1];
        var share = 100.0 * atEnds / Math.Max(layer.Values.Length, 1);
        var histogram = new Histogram(
            new Axis(-LargestWeight - 1, LargestWeight + 1, Invariant($"hardware weight (model weight × {scale:0.###})"), 14), "weights", -LargestWeight, counts)
        {
            Description = $"Weights of {layer.Name} on the hardware grid",
            EndsApart = true,
        };
        var shape = string.Join(" × ", layer.Shape.Select(n => Invariant($"{n}")));
        return new Figure(
            $"Weights of {layer.Name}",
            histogram.ToSvg(),
            Invariant($"{layer.Values.Length} weights ({shape}) on the 6-bit grid; {atEnds} of them ({share:0.0} %) are saturated at ±{LargestWeight}."));
    }
}
