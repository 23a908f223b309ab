namespace Bss2.Trainer.Data;

/// <summary>Yin-Yang as spike times, with the sets of Fast &amp; Deep (Göltz, Kriener et al. 2021). Bias spikes are the model's.</summary>
public static class YinYangSpikeTimes
{
    /// <summary>5,000 samples of seed 42 to learn from, 1,000 of seed 41 to validate, 1,000 of seed 40 to test.</summary>
    /// <param name="code">Times of 0 and 1; 0.15 and 2 where it is null.</param>
    /// <param name="repetitions">As in <see cref="Encode"/>.</param>
    public static DataSplits Splits(LatencyCode? code = null, int repetitions = 1) => new(
        Encode(YinYangDataset.Create(5000, 42), code, repetitions),
        Encode(YinYangDataset.Create(1000, 41), code, repetitions),
        Encode(YinYangDataset.Create(1000, 40), code, repetitions));

    /// <summary>Coordinates as times, e.g. of <see cref="YinYangDataset.Create"/> or of the grid of a decision map.</summary>
    /// <param name="coordinates">Features in 0..1.</param>
    /// <param name="code">Times of 0 and 1; 0.15 and 2 where it is null.</param>
    /// <param name="repetitions">Times that the row of coordinates stands, one after the other: x0 x1 x2 x3 x0 ..; at least 1.</param>
    public static Dataset Encode(Dataset coordinates, LatencyCode? code = null, int repetitions = 1)
    {
        ArgumentNullException.ThrowIfNull(coordinates);
        ArgumentOutOfRangeException.ThrowIfLessThan(repetitions, 1);
        var (width, times) = (coordinates.FeatureCount, code ?? LatencyCode.Standard);
        var features = new double[coordinates.Count * width * repetitions];
        for (var sample = 0; sample < coordinates.Count; sample++)
        {
            var values = coordinates[sample];
            var row = features.AsSpan(sample * width * repetitions, width * repetitions);
            for (var k = 0; k < row.Length; k++)
            {
                row[k] = times.TimeOf(values[k % width]);
            }
        }

        return new Dataset(features, width * repetitions, coordinates.Labels, coordinates.ClassNames);
    }
}
