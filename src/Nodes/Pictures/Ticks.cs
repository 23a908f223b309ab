using System.Globalization;

namespace Bss2.Nodes.Pictures;

/// <summary>Round numbers for axes: steps of 1, 2 or 5 times a power of ten.</summary>
internal static class Ticks
{
    /// <summary>The largest round step that gives at least about half of, and at most, <paramref name="most"/> ticks on the interval.</summary>
    public static double Step(double minimum, double maximum, int most)
    {
        var span = maximum - minimum;
        if (!(span > 0) || !double.IsFinite(span) || most < 2)
        {
            throw new ArgumentException($"An axis from {minimum} to {maximum} with {most} ticks cannot be drawn; it needs a positive length and 2 ticks or more.");
        }

        // Powers of ten come from parsing, so that they are the nearest doubles on every platform.
        for (var exponent = (int)Math.Floor(Math.Log10(span / most)) - 1; ; exponent++)
        {
            foreach (var mantissa in "125")
            {
                var step = double.Parse($"{mantissa}E{exponent.ToString(CultureInfo.InvariantCulture)}", CultureInfo.InvariantCulture);
                if (CountOf(minimum, maximum, step) <= most)
                {
                    return step;
                }
            }
        }
    }

    /// <summary>Multiples of the round step within [minimum, maximum].</summary>
    public static double[] Between(double minimum, double maximum, int most)
    {
        var step = Step(minimum, maximum, most);
        var (first, last) = Range(minimum, maximum, step);
        var ticks = new double[(int)(last - first) + 1];
        for (var k = 0; k < ticks.Length; k++)
        {
            ticks[k] = Multiple(first + k, step);
        }

        return ticks;
    }

    /// <summary>The tick as text, with as many decimals as its step needs.</summary>
    public static string Label(double tick, double step)
    {
        var decimals = Math.Clamp(-(int)Math.Floor(Math.Log10(step * 1.0001)), 0, 12);
        var text = tick.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return text.StartsWith('-') ? string.Concat("−", text.AsSpan(1)) : text;
    }

    private static double Multiple(double count, double step) => step < 1 ? count / Math.Round(1 / step, 6) : count * step;

    private static double CountOf(double minimum, double maximum, double step)
    {
        var (first, last) = Range(minimum, maximum, step);
        return last - first + 1;
    }

    // A tick that misses an end by rounding alone still counts.
    private static (double First, double Last) Range(double minimum, double maximum, double step) =>
        (Math.Ceiling((minimum / step) - 1e-9), Math.Floor((maximum / step) + 1e-9));
}
