using Bss2.Trainer.Numerics.SpikeTimes;
using Bss2.Trainer.Training;
using static System.FormattableString;

namespace Bss2.Trainer.FastAndDeep;

/// <summary>What chunks tell of a batch (missing spikes, chopped gradients), and how that is told to people.</summary>
internal sealed class SpikeTimeTelling(SpikeTimeNetwork network, string[] names)
{
    private const int FiguresOfChopped = 2;

    /// <summary>[neuron of all layers], samples of the chunk without a spike.</summary>
    public long[] Counts(SpikeTimeWorkspace passes)
    {
        var counts = new long[network.Layers.Sum(l => l.Outputs)];
        var at = 0;
        for (var l = 0; l < network.Layers.Count; l++)
        {
            foreach (var missing in passes.Missing(l))
            {
                counts[at++] = missing;
            }
        }

        return counts;
    }

    /// <summary>The counts of a batch as [layer][neuron].</summary>
    public int[][] Missing(BatchTotals totals)
    {
        var missing = new int[network.Layers.Count][];
        var at = 0;
        for (var l = 0; l < missing.Length; l++)
        {
            missing[l] = new int[network.Layers[l].Outputs];
            for (var neuron = 0; neuron < missing[l].Length; neuron++)
            {
                missing[l][neuron] = (int)totals.Counts[at++];
            }
        }

        return missing;
    }

    /// <summary>Layer and norm of each chopped gradient.</summary>
    public static double[] Observations(IReadOnlyList<ChoppedGradient> chopped)
    {
        var figures = chopped.Count == 0 ? [] : new double[FiguresOfChopped * chopped.Count];
        for (var k = 0; k < chopped.Count; k++)
        {
            (figures[FiguresOfChopped * k], figures[(FiguresOfChopped * k) + 1]) = (chopped[k].Layer, chopped[k].Norm);
        }

        return figures;
    }

    /// <summary>The reference's words. It computes gradients only where it does not bump, so chopped ones are told only there.</summary>
    public IEnumerable<string> Remarks(BatchTotals totals, WeightBump? bump)
    {
        if (bump is { } raised)
        {
            yield return Invariant($"epoch {totals.Epoch}, batch {totals.Batch}: too many spikes missing in layer {names[raised.Layer]}, weights bumped by {raised.Value}");
            yield break;
        }

        for (var l = names.Length - 1; l >= 0; l--)
        {
            var norms = new List<double>();
            for (var k = 0; k < totals.Observations.Length; k += FiguresOfChopped)
            {
                if ((int)totals.Observations[k] == l)
                {
                    norms.Add(totals.Observations[k + 1]);
                }
            }

            if (norms.Count > 0)
            {
                yield return Invariant($"epoch {totals.Epoch}, batch {totals.Batch}: gradients too large (input size {network.RowsOf(l)}), chopped the following: {string.Join(' ', norms.Select(n => Invariant($"{n:0.0000}")))}");
            }
        }
    }

    /// <summary>What was added to which layer, where that was done in place of an update.</summary>
    public IEnumerable<KeyValuePair<string, double>> Series(WeightBump? bump) => bump is { } raised ? [new($"bump {names[raised.Layer]}", raised.Value)] : [];

    /// <summary>Mean, standard deviation (of the samples that have a spike) and share of missing spikes of each label neuron, for the samples of each class.</summary>
    public static List<KeyValuePair<string, double>> Series(TestScores scores)
    {
        var series = new List<KeyValuePair<string, double>>();
        var classes = scores.Classes;
        var (sums, squares, counts, totals) = (new double[classes * classes], new double[classes * classes], new int[classes * classes], new int[classes]);
        for (var pass = 0; pass < 2; pass++)
        {
            for (var sample = 0; sample < scores.Labels.Length; sample++)
            {
                var row = scores.Labels[sample] * classes;
                var times = scores[sample];
                totals[scores.Labels[sample]] += pass;
                for (var k = 0; k < classes; k++)
                {
                    if (!double.IsFinite(times[k]))
                    {
                        continue;
                    }

                    if (pass == 0)
                    {
                        sums[row + k] += times[k];
                        counts[row + k]++;
                    }
                    else
                    {
                        var distance = times[k] - (sums[row + k] / counts[row + k]);
                        squares[row + k] += distance * distance;
                    }
                }
            }
        }

        for (var k = 0; k < sums.Length; k++)
        {
            var (label, neuron) = (k / classes, k % classes);
            if (counts[k] > 0)
            {
                series.Add(new(Invariant($"label time mean {label} {neuron}"), sums[k] / counts[k]));
                series.Add(new(Invariant($"label time spread {label} {neuron}"), Math.Sqrt(squares[k] / counts[k])));
            }

            series.Add(new(Invariant($"label missing {label} {neuron}"), 1 - ((double)counts[k] / Math.Max(1, totals[label]))));
        }

        return series;
    }
}
