using System.Globalization;

namespace Bss2.Benchmarks;

/// <summary>Median, least and most of repeated measurements.</summary>
internal readonly record struct Spread(double Median, double Minimum, double Maximum)
{
    public static Spread Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return new Spread(sorted[sorted.Length / 2], sorted[0], sorted[^1]);
    }

    public string ToString(string format, string unit) => string.Create(
        CultureInfo.InvariantCulture,
        $"median {Median.ToString(format, CultureInfo.InvariantCulture)} {unit} (min {Minimum.ToString(format, CultureInfo.InvariantCulture)}, max {Maximum.ToString(format, CultureInfo.InvariantCulture)})");
}
