using Bss2.Nodes.Pictures;
using static System.FormattableString;

namespace Bss2.Nodes.Reports;

/// <summary>Which class is taken for which.</summary>
internal static class ConfusionPicture
{
    private const double Margin = 90;
    private const double Side = 400;

    public static Figure Figure(RunData run, SpikeTimeRun spikes, string[] names)
    {
        var classes = names.Length;
        // A last column for samples without a class.
        var counts = new int[classes, classes + 1];
        for (var sample = 0; sample < spikes.Samples; sample++)
        {
            var found = SpikeTimeRun.ClassOf(run, spikes.LabelTimes(sample));
            counts[spikes.Snapshot.TestLabels[sample], found < 0 ? classes : found]++;
        }

        var cell = Side / (classes + 1);
        var svg = new SvgBuilder(Margin + Side + 8, Margin + (cell * classes) + 8, "Confusion matrix");
        for (var row = 0; row < classes; row++)
        {
            svg.Text(Margin - 6, Margin + ((row + 0.5) * cell) + 4, names[row], "", "end");
            for (var column = 0; column <= classes; column++)
            {
                var (x, y, count) = (Margin + (column * cell), Margin + (row * cell), counts[row, column]);
                svg.Line(x, y, x + cell, y, "grid");
                if (count > 0)
                {
                    var side = cell * Math.Sqrt(Math.Min(1, count * (double)classes / spikes.Samples));
                    svg.Rectangle(x + ((cell - side) / 2), y + ((cell - side) / 2), side, side, Palette.Fill(row == column ? 2 : 5), Invariant($"{names[row]}: {count}"));
                }

                svg.Text(x + (cell / 2), y + (cell / 2) + 4, Invariant($"{count}"), "", "middle");
            }
        }

        for (var column = 0; column <= classes; column++)
        {
            svg.Text(Margin + ((column + 0.5) * cell), Margin - 8, column < classes ? names[column] : "none", "", "middle");
        }

        return new Figure("Confusion matrix", svg.Build(), Invariant($"True class by row, class that the label spikes name by column, of {spikes.Samples} samples after epoch {spikes.Snapshot.Epoch}; 'none' where no label neuron spiked."));
    }
}
