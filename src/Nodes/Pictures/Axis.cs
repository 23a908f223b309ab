namespace Bss2.Nodes.Pictures;

/// <summary>One linear axis of a chart.</summary>
internal sealed record Axis
{
    /// <param name="minimum">Value at the start.</param>
    /// <param name="maximum">Value at the end, above the minimum.</param>
    /// <param name="label">Quantity and unit, e.g. "time (µs)".</param>
    /// <param name="mostTicks">Upper bound of the number of ticks, at least 2.</param>
    public Axis(double minimum, double maximum, string label, int mostTicks = 7)
    {
        (Minimum, Maximum, Label) = (minimum, maximum, label);
        TickStep = Pictures.Ticks.Step(minimum, maximum, mostTicks);
        Ticks = Pictures.Ticks.Between(minimum, maximum, mostTicks);
    }

    public double Minimum { get; }

    public double Maximum { get; }

    public string Label { get; }

    public double TickStep { get; }

    public IReadOnlyList<double> Ticks { get; }

    /// <summary>The smallest axis with round ends that covers all finite values; from 0 to 1 where there are none.</summary>
    public static Axis Covering(IEnumerable<double> values, string label, int mostTicks = 7)
    {
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in values)
        {
            if (double.IsFinite(value))
            {
                (low, high) = (Math.Min(low, value), Math.Max(high, value));
            }
        }

        if (low > high)
        {
            return new Axis(0, 1, label, mostTicks);
        }

        if (low == high)
        {
            var margin = low == 0 ? 1 : Math.Abs(low) * 0.1;
            (low, high) = (low - margin, high + margin);
        }

        var step = Pictures.Ticks.Step(low, high, mostTicks - 1);
        return new Axis(Math.Floor((low / step) + 1e-9) * step, Math.Ceiling((high / step) - 1e-9) * step, label, mostTicks + 1);
    }

    /// <summary>Where a value lies between the ends: 0 at the minimum, 1 at the maximum.</summary>
    public double Share(double value) => (value - Minimum) / (Maximum - Minimum);

    /// <summary>The text of a tick.</summary>
    public string TickLabel(double tick) => Pictures.Ticks.Label(tick, TickStep);
}
