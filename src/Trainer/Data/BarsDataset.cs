namespace Bss2.Trainer.Data;

/// <summary>
/// Bars of Fast &amp; Deep (Göltz, Kriener et al. 2021): images of 3x3 pixels as spike times. Pixels of the bar spike late, the others early; a bar lies in a row, a column or a
/// diagonal, and that is its class. Samples come in the reference's order: class after class, each going round its patterns.
/// </summary>
public static class BarsDataset
{
    /// <summary>Pixels of an image, row-major.</summary>
    public const int PixelCount = 9;

    private static readonly string[] ClassNames = ["horiz", "vert", "diag"];

    /// <summary>[class][pattern], L where the bar is.</summary>
    private static readonly string[][] Patterns =
    [
        ["eeeeeeLLL", "eeeLLLeee", "LLLeeeeee"],
        ["eeLeeLeeL", "eLeeLeeLe", "LeeLeeLee"],
        ["LeeeLeeeL", "eeLeLeLee"],
    ];

    /// <summary>The eight patterns, each once, without noise: [pattern, pixel].</summary>
    public static Dataset EachPattern(LatencyCode? code = null)
    {
        var all = Patterns.SelectMany((patterns, label) => patterns.Select(p => (Pattern: p, Label: label))).ToArray();
        return new Dataset([.. all.SelectMany(p => Times(p.Pattern, code ?? LatencyCode.Bars))], PixelCount, [.. all.Select(p => p.Label)], ClassNames);
    }

    /// <summary>Training, validation and test set alike.</summary>
    /// <param name="code">Early and late times; 0.05 and 0.5 where it is null.</param>
    /// <param name="samplesPerClass">At least 1.</param>
    /// <param name="noise">Width of uniform noise added to each time, finite, at least 0; none of the published runs has any.</param>
    /// <param name="noiseSeed">Seed of the noise alone: NumPy's legacy generator.</param>
    /// <param name="repetitions">Times that each pixel stands, one after the other: x0 x0 .. x1 x1 ..; at least 1.</param>
    public static Dataset Create(LatencyCode? code = null, int samplesPerClass = 10, double noise = 0, uint noiseSeed = 12345, int repetitions = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(samplesPerClass, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(repetitions, 1);
        if (!(noise >= 0 && double.IsFinite(noise)))
        {
            throw new ArgumentOutOfRangeException(nameof(noise), noise, "Permitted: a finite width of at least 0.");
        }

        var random = new RandomState(noiseSeed);
        var features = new double[ClassNames.Length * samplesPerClass * PixelCount * repetitions];
        var labels = new int[ClassNames.Length * samplesPerClass];
        for (var sample = 0; sample < labels.Length; sample++)
        {
            var label = sample / samplesPerClass;
            var patterns = Patterns[label];
            var times = Times(patterns[sample % samplesPerClass % patterns.Length], code ?? LatencyCode.Bars);
            for (var pixel = 0; pixel < PixelCount; pixel++)
            {
                var time = times[pixel] + (random.NextDouble() * noise);
                features.AsSpan(((sample * PixelCount) + pixel) * repetitions, repetitions).Fill(time);
            }

            labels[sample] = label;
        }

        return new Dataset(features, PixelCount * repetitions, labels, ClassNames);
    }

    private static double[] Times(string pattern, LatencyCode code) => [.. pattern.Select(pixel => pixel == 'L' ? code.Late : code.Early)];
}
