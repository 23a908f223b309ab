using Bss2.Nodes.Reports;
using Bss2.Trainer.Data;
using Bss2.Trainer.Training;

namespace Bss2.Nodes.Tests.Reports;

/// <summary>A made-up run with round numbers: the same every time.</summary>
internal static class SyntheticRun
{
    public const string Hash = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    public static RunData Create(int epochs = 4, int batches = 67)
    {
        var metrics = new List<MetricRow>();
        var batchRows = new List<MetricRow>();
        for (var epoch = 0; epoch <= epochs; epoch++)
        {
            var rate = 0.002 * (epoch > 2 ? 0.9 : 1);
            if (epoch > 0)
            {
                for (var batch = 0; batch < batches; batch++)
                {
                    var t = epoch - 1 + (batch / (double)batches);
                    var wobble = 0.03 * ((((epoch * 67) + batch) * 37 % 11) - 5) / 5;
                    batchRows.Add(new MetricRow(epoch, "train", batch, 0.25 + (0.85 / (1 + (3 * t))) + wobble, Math.Min(1, 0.95 - (0.6 / (1 + (6 * t))) - wobble), 44 - t, rate, 0.003));
                }

                metrics.Add(new MetricRow(epoch, "train", 0, 0.25 + (0.85 / (1 + (3 * (epoch - 0.5)))), 0.95 - (0.6 / (1 + (6 * (epoch - 0.5)))), 44 - epoch, rate, 0.21));
            }

            metrics.Add(new MetricRow(epoch, "test", 0, 0.25 + (0.85 / (1 + (3.0 * epoch))), 0.94 - (0.6 / (1 + (6.0 * epoch))), 43.5 - epoch, double.NaN, 0.05));
        }

        return new RunData
        {
            Experiment = "yinyang",
            Options =
            [
                new("backend", "chip"), new("epochs", "4"), new("seed", "1"), new("chipSerial", "1"), new("batchSize", "75"), new("learningRate", "0.002"),
                new("weightScale", "66.39"), new("nHidden", "120"), new("tEarly", "2"), new("tBias", "18"), new("tLate", "40"),
                new("tSim", "60"), new("comment", "5 < 6 & \"quoted\""),
            ],
            Epochs = metrics,
            Batches = batchRows,
            Summary = new TrainingSummary("yinyang", "chip", 1, 1, epochs, 0.9333, 0.3153, 39.5, 0.21, Hash, "0.1.0"),
            Weights = [Layer("hidden", 120, 25, 0.25), Layer("readout", 3, 120, 0.45)],
            Snapshot = Picture(epochs),
            Samples = Points(600),
        };
    }

    public static Dataset Points(int count)
    {
        var features = new List<double>();
        var labels = new List<int>();
        for (var k = 0; labels.Count < count; k++)
        {
            // Additive recurrence with the plastic number: evenly spread points without a random generator.
            var (x, y) = ((0.5 + (k * 0.7548776662466927)) % 1, (0.5 + (k * 0.5698402909980532)) % 1);
            if (((x - 0.5) * (x - 0.5)) + ((y - 0.5) * (y - 0.5)) < 0.25)
            {
                features.AddRange([x, y, 1 - x, 1 - y]);
                labels.Add(Class(x, y));
            }
        }

        return new Dataset([.. features], 4, [.. labels], ["yin", "yang", "dot"]);
    }

    private static int Class(double x, double y)
    {
        var left = Math.Sqrt(((x - 0.25) * (x - 0.25)) + ((y - 0.5) * (y - 0.5)));
        var right = Math.Sqrt(((x - 0.75) * (x - 0.75)) + ((y - 0.5) * (y - 0.5)));
        return left < 0.1 || right < 0.1 ? 2 : right <= 0.1 || (left > 0.1 && left <= 0.25) || (y > 0.5 && right > 0.25) ? 0 : 1;
    }

    private static Snapshot Picture(int epoch)
    {
        const int Width = 60;
        var scores = new float[Width * Width * 3];
        for (var k = 0; k < Width * Width; k++)
        {
            scores[(3 * k) + Class((k % Width) / (Width - 1.0), (k / Width) / (Width - 1.0))] = 2.5f;
        }

        var hidden = Enumerable.Range(0, 41).Select(k => (Time: 6 + (k * 17 % 43) + (k * 0.13), Neuron: k * 53 % 120)).ToArray();
        var times = Enumerable.Range(0, 30).Select(r => r * 2.0).ToArray();
        var traces = times.SelectMany(t => new[] { (float)(0.5 * t / 60), (float)(0.2 - (0.4 * t / 60)), (float)(t > 20 ? 0.3 : -0.1) }).ToArray();
        return new Snapshot(
            epoch, Width, scores, [0.3, 0.7, 0.7, 0.3], 0,
            [13.4, 28.6, 28.6, 13.4, 18], [0, 1, 2, 3, 4],
            [.. hidden.Select(h => h.Time)], [.. hidden.Select(h => h.Neuron)], times, traces);
    }

    private static LayerWeights Layer(string name, int rows, int columns, double spread)
    {
        var values = new float[rows * columns];
        for (var k = 0; k < values.Length; k++)
        {
            // A sum of three even spreads looks like a bell.
            var bell = (k * 0.618034 % 1) + (k * 0.7548777 % 1) + (k * 0.5698403 % 1) - 1.5;
            values[k] = (float)(2 * spread * bell);
        }

        return new LayerWeights(name, [rows, columns], values);
    }
}
