namespace Bss2.Trainer.Numerics.SpikeTimes;

/// <summary>
/// The crossing on the rising flank for any ratio of the time constants, by Newton steps that fall back to halving their bracket. The flank ends at the
/// maximum, where V = I: s* = ln(1 + (I − V)(τ_m − τ_s) / (I τ_s + V (τ_m − τ_s))) τ_m τ_s / (τ_m − τ_s).
/// </summary>
internal static class GeneralFlank
{
    // Newton needs 3..8 steps; halving alone would need 60.
    private const int MostSteps = 100;
    private const double Precision = 1.1e-16;
    private const int MostDoublings = 12;

    /// <summary>Whether the maximum reaches the threshold.</summary>
    public static bool PeakReaches(in SpikeTimeConstants constants, double current, double voltage)
    {
        var peak = PeakDelay(constants, current, voltage);
        return current * Elementary.Exp(-peak / constants.TauSynapse) >= constants.Threshold;
    }

    /// <summary>Delay and scaled slope of a crossing that exists and lies after the last input.</summary>
    public static void Solve(in SpikeTimeConstants constants, double current, double voltage, out double delay, out double slope)
    {
        var peak = PeakDelay(constants, current, voltage);
        delay = Root(constants, current, voltage, 0, peak);
        slope = ScaledSlope(constants, current, delay);
    }

    /// <summary>The scaled slope at the model's crossing, wherever on the flank it lies; 0 without one.</summary>
    public static double Slope(in SpikeTimeConstants constants, double current, double voltage)
    {
        var peak = PeakDelay(constants, current, voltage);
        if (!(current * Elementary.Exp(-peak / constants.TauSynapse) > constants.Threshold))
        {
            return 0;
        }

        var width = constants.SlowTau;
        var low = peak - width;
        for (var k = 0; k < MostDoublings && VoltageAt(constants, current, voltage, low) >= constants.Threshold; k++)
        {
            width += width;
            low = peak - width;
        }

        return ScaledSlope(constants, current, Root(constants, current, voltage, low, peak));
    }

    private static double PeakDelay(in SpikeTimeConstants constants, double current, double voltage)
    {
        var difference = constants.TauMembrane - constants.TauSynapse;
        var ratio = (current - voltage) * difference / Math.FusedMultiplyAdd(current, constants.TauSynapse, voltage * difference);
        return Elementary.Log1p(ratio) * (constants.TauMembrane * constants.TauSynapse / difference);
    }

    private static double Root(in SpikeTimeConstants constants, double current, double voltage, double low, double high)
    {
        var peakVoltage = VoltageAt(constants, current, voltage, high);
        if (!(peakVoltage > constants.Threshold))
        {
            return high;
        }

        // Near its maximum the flank is a parabola.
        var curvature = peakVoltage / (constants.TauMembrane * constants.TauSynapse);
        var delay = high - Math.Sqrt(2 * (peakVoltage - constants.Threshold) / curvature);
        delay = delay > low ? delay : low;
        for (var step = 0; step < MostSteps; step++)
        {
            var error = VoltageAt(constants, current, voltage, delay, out var synapse) - constants.Threshold;
            (low, high) = error < 0 ? (delay, high) : (low, delay);
            var next = delay - (error * constants.TauMembrane / (synapse - (error + constants.Threshold)));
            next = next >= low && next <= high ? next : 0.5 * (low + high);
            var change = Math.Abs(next - delay);
            delay = next;
            if (!(change > Precision * constants.SlowTau))
            {
                break;
            }
        }

        return delay;
    }

    private static double ScaledSlope(in SpikeTimeConstants constants, double current, double delay)
    {
        var synapse = constants.MembraneIsSlow ? current * (1 + Elementary.Expm1(-delay * constants.Difference)) : current;
        var slope = Math.FusedMultiplyAdd(-constants.Threshold, Elementary.Exp(delay * constants.SlowRate), synapse);
        return slope > 0 ? slope : 0;
    }

    private static double VoltageAt(in SpikeTimeConstants constants, double current, double voltage, double delay) =>
        VoltageAt(constants, current, voltage, delay, out _);

    private static double VoltageAt(in SpikeTimeConstants constants, double current, double voltage, double delay, out double synapse)
    {
        var slow = Elementary.Exp(-delay * constants.SlowRate);
        var minusOne = Elementary.Expm1(-delay * constants.Difference);
        var fast = slow * (1 + minusOne);
        var response = -constants.Amplitude * (slow * minusOne);
        synapse = current * (constants.MembraneIsSlow ? fast : slow);
        return Math.FusedMultiplyAdd(voltage, constants.MembraneIsSlow ? slow : fast, current * response);
    }
}
