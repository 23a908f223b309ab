namespace Bss2.Trainer.Data;

/// <summary>
/// The Yin-Yang dataset (Kriener, Göltz and Petrovici 2022): points of a disc in the unit square, in three classes of equal weight.
/// Sample for sample the points that hxtorch's <c>YinYangDataset</c> draws from NumPy.
/// </summary>
public static class YinYangDataset
{
    /// <summary>Features of a sample: x, y, 1 − x, 1 − y.</summary>
    public const int FeatureCount = 4;

    private static readonly string[] ClassNames = ["yin", "yang", "dot"];

    /// <summary>Draws <paramref name="size"/> samples.</summary>
    /// <param name="size">Number of samples, at least 1.</param>
    /// <param name="seed">Seed of the dataset alone; the same seed with another size gives a prefix or an extension.</param>
    /// <param name="smallRadius">Radius of the dots; twice of it is below <paramref name="bigRadius"/>.</param>
    /// <param name="bigRadius">Radius of the disc, whose centre is (bigRadius, bigRadius).</param>
    public static Dataset Create(int size, uint seed = 42, double smallRadius = 0.1, double bigRadius = 0.5)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        if (!(smallRadius > 0 && 2 * smallRadius < bigRadius))
        {
            throw new ArgumentException(
                $"The dots' radius {smallRadius} and the disc's radius {bigRadius} do not make a Yin-Yang; permitted: 0 < 2 x dots' radius < disc's radius.", nameof(smallRadius));
        }

        var random = new RandomState(seed);
        var features = new double[size * FeatureCount];
        var labels = new int[size];
        for (var sample = 0; sample < size; sample++)
        {
            var label = random.NextInteger(3);
            var (x, y) = Draw(random, label, smallRadius, bigRadius);
            labels[sample] = label;
            SetFeatures(features.AsSpan(sample * FeatureCount, FeatureCount), x, y);
        }

        return new Dataset(features, FeatureCount, labels, ClassNames);
    }

    /// <summary>
    /// A regular grid over the unit square for decision maps: [width, width] points in rows of rising y, x and y = k / (width − 1).
    /// Labels are those of the figure; points outside the disc are labelled by the same rules, continued.
    /// </summary>
    public static Dataset Grid(int width, double smallRadius = 0.1, double bigRadius = 0.5)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 2);
        var features = new double[width * width * FeatureCount];
        var labels = new int[width * width];
        for (var point = 0; point < labels.Length; point++)
        {
            var (x, y) = ((double)(point % width) / (width - 1), (double)(point / width) / (width - 1));
            labels[point] = ClassOf(x, y, smallRadius, bigRadius);
            SetFeatures(features.AsSpan(point * FeatureCount, FeatureCount), x, y);
        }

        return new Dataset(features, FeatureCount, labels, ClassNames);
    }

    /// <summary>Class of a point: 0 yin, 1 yang, 2 dot.</summary>
    public static int ClassOf(double x, double y, double smallRadius = 0.1, double bigRadius = 0.5)
    {
        var right = Distance(x, y, 1.5 * bigRadius, bigRadius);
        var left = Distance(x, y, 0.5 * bigRadius, bigRadius);
        if (right < smallRadius || left < smallRadius)
        {
            return 2;
        }

        var yang = right <= smallRadius
            || (left > smallRadius && left <= 0.5 * bigRadius)
            || (y > bigRadius && right > 0.5 * bigRadius);
        return yang ? 1 : 0;
    }

    internal static double Distance(double x, double y, double centreX, double centreY) =>
        Math.Sqrt(((x - centreX) * (x - centreX)) + ((y - centreY) * (y - centreY)));

    private static (double X, double Y) Draw(RandomState random, int label, double smallRadius, double bigRadius)
    {
        while (true)
        {
            // The order of the products is that of the original, so that the last bits agree.
            var x = random.NextDouble() * 2.0 * bigRadius;
            var y = random.NextDouble() * 2.0 * bigRadius;
            if (Distance(x, y, bigRadius, bigRadius) <= bigRadius && ClassOf(x, y, smallRadius, bigRadius) == label)
            {
                return (x, y);
            }
        }
    }

    private static void SetFeatures(Span<double> features, double x, double y)
    {
        features[0] = x;
        features[1] = y;
        features[2] = 1 - x;
        features[3] = 1 - y;
    }
}
