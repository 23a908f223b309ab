namespace Bss2.Trainer.Numerics.SpikeTimes;

/// <summary>
/// The crossing on the rising flank after the last causal input, from that input's state (I, V): the definition of what
/// <see cref="RisingFlankVectors"/> does on four lanes. Equations: Göltz, Kriener et al. 2021, rewritten relative to the last event.
/// </summary>
internal static class RisingFlank
{
    // Rational approximation of x/h on [0, 4], relative error 1.3e-6, fitted by weighted linear least squares; x solves ln(1-x) + x = -h*h/2.
    internal const double LargestRoot = 2.5;
    internal const double P0 = 0.99999906879247634;
    internal const double P1 = -0.52194944158214917;
    internal const double P2 = 0.14371256086218548;
    internal const double P3 = -0.016720360202862338;
    internal const double P4 = 0.00089627131462304271;
    internal const double Q1 = -0.18864595652746608;
    internal const double Q2 = 0.053215027167818847;
    internal const double Q3 = 0.0022175795019121834;
    internal const double Q4 = 0.00095772809750152581;

    /// <summary>Whether the maximum that lies within the interval reaches the threshold. I ≥ threshold and I &gt; V hold.</summary>
    public static bool PeakReaches(in SpikeTimeConstants constants, double current, double voltage) => constants.Shape switch
    {
        KernelShape.Equal => Excess(constants.Threshold, current, voltage) >= 0,
        KernelShape.Double => voltage + current > 0 && Discriminant(constants.Threshold, current, voltage) >= 0,
        _ => GeneralFlank.PeakReaches(constants, current, voltage),
    };

    /// <summary>
    /// The crossing at <paramref name="delay"/> after the last causal input, and its slope: τ_m V'(delay) e^(delay/τ_slow). Only where the flank crosses.
    /// </summary>
    public static void Solve(in SpikeTimeConstants constants, double current, double voltage, out double delay, out double slope)
    {
        if (constants.Shape == KernelShape.Equal)
        {
            var excess = Excess(constants.Threshold, current, voltage);
            var (x, y) = BranchPoint(excess > 0 ? excess : 0);
            delay = constants.TauSynapse * (y - (voltage / current));
            slope = current * x;
        }
        else if (constants.Shape == KernelShape.Double)
        {
            var discriminant = Discriminant(constants.Threshold, current, voltage);
            slope = Math.Sqrt(discriminant > 0 ? discriminant : 0);
            var missing = constants.Threshold - voltage;
            delay = -constants.TauMembrane * Elementary.Log1p(-((missing + missing) / ((current - voltage) + slope)));
        }
        else
        {
            GeneralFlank.Solve(constants, current, voltage, out delay, out slope);
        }
    }

    /// <summary>The slope alone, 0 where the model has no rising crossing. The state need not be below threshold: times of a chip may follow the model's.</summary>
    public static double Slope(in SpikeTimeConstants constants, double current, double voltage)
    {
        if (!(current > 0))
        {
            return 0;
        }

        if (constants.Shape == KernelShape.Equal)
        {
            var excess = Excess(constants.Threshold, current, voltage);
            return excess > 0 ? current * BranchPoint(excess).X : 0;
        }

        if (constants.Shape == KernelShape.Double)
        {
            var discriminant = Discriminant(constants.Threshold, current, voltage);
            return current + voltage > 0 && discriminant > 0 ? Math.Sqrt(discriminant) : 0;
        }

        return GeneralFlank.Slope(constants, current, voltage);
    }

    /// <summary>ln(V_max / threshold) for equal time constants.</summary>
    internal static double Excess(double threshold, double current, double voltage) =>
        Elementary.Log(current / threshold) - (1 - (voltage / current));

    /// <summary>(I + V)² − 4 I threshold, with the rounding of both products made good.</summary>
    internal static double Discriminant(double threshold, double current, double voltage)
    {
        var sum = current + voltage;
        var four = 4 * current;
        var product = four * threshold;
        var rounding = Math.FusedMultiplyAdd(four, threshold, -product);
        return Math.FusedMultiplyAdd(sum, sum, -product) - rounding;
    }

    /// <summary>x = 1 + W0 in [0, 1) with ln(1 − x) + x = −excess, and y = 1 − x.</summary>
    internal static (double X, double Y) BranchPoint(double excess)
    {
        var h = Math.Sqrt(excess + excess);
        if (h > LargestRoot)
        {
            // y = q e^y with q below 0.017: three terms of its series leave 2e-7, one Newton step 4e-16.
            var q = Elementary.Exp(-1 - excess);
            var series = q * Math.FusedMultiplyAdd(q, Math.FusedMultiplyAdd(1.5, q, 1), 1);
            var image = q * Elementary.Exp(series);
            var far = series - ((series - image) / (1 - image));
            return (1 - far, far);
        }

        var p = Math.FusedMultiplyAdd(P4, h, P3);
        p = Math.FusedMultiplyAdd(p, h, P2);
        p = Math.FusedMultiplyAdd(p, h, P1);
        p = Math.FusedMultiplyAdd(p, h, P0);
        var d = Math.FusedMultiplyAdd(Q4, h, Q3);
        d = Math.FusedMultiplyAdd(d, h, Q2);
        d = Math.FusedMultiplyAdd(d, h, Q1);
        d = Math.FusedMultiplyAdd(d, h, 1);
        var x = h * (p / d);

        // One step of Halley's method on g(x) = -ln(1 - x) - x - excess: of third order, it leaves (1e-6)^3 / 12 (1 - x)^2, below 1e-15.
        var g = (-Elementary.Log1p(-x) - x) - excess;
        var step = (g + g) * x * (1 - x) / Math.FusedMultiplyAdd(x + x, x, -g);
        x = h > 0 ? x - step : 0;
        return (x, 1 - x);
    }
}
