using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static Bss2.Trainer.Numerics.SpikeTimes.RisingFlank;

namespace Bss2.Trainer.Numerics.SpikeTimes;

/// <summary><see cref="RisingFlank"/> on four lanes, the same bits; the general ratio goes through it lane by lane.</summary>
internal static class RisingFlankVectors
{
    /// <summary>All bits set in the lanes whose maximum reaches the threshold; other lanes than <paramref name="candidates"/> mean nothing.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector256<double> PeakReaches(in SpikeTimeConstants constants, Vector256<double> current, Vector256<double> voltage, Vector256<double> candidates)
    {
        var threshold = Vector256.Create(constants.Threshold);
        switch (constants.Shape)
        {
            case KernelShape.Equal:
                return MayReach(threshold, current, voltage, candidates)
                    ? Vector256.GreaterThanOrEqual(Excess(threshold, current, voltage), Vector256<double>.Zero)
                    : Vector256<double>.Zero;
            case KernelShape.Double:
                return Vector256.GreaterThan(voltage + current, Vector256<double>.Zero)
                    & Vector256.GreaterThanOrEqual(Discriminant(threshold, current, voltage), Vector256<double>.Zero);
            default:
                var result = Vector256<long>.Zero;
                for (var lane = 0; lane < Vector256<double>.Count; lane++)
                {
                    var reaches = candidates.AsInt64()[lane] != 0 && GeneralFlank.PeakReaches(constants, current[lane], voltage[lane]);
                    result = result.WithElement(lane, reaches ? -1L : 0L);
                }

                return result.AsDouble();
        }
    }

    /// <summary>Delay and slope of the crossings in the lanes of <paramref name="crossed"/>; other lanes mean nothing.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Solve(
        in SpikeTimeConstants constants, Vector256<double> current, Vector256<double> voltage, Vector256<double> crossed, out Vector256<double> delay, out Vector256<double> slope)
    {
        var threshold = Vector256.Create(constants.Threshold);
        switch (constants.Shape)
        {
            case KernelShape.Equal:
                var excess = Excess(threshold, current, voltage);
                BranchPoint(Vector256.ConditionalSelect(Vector256.GreaterThan(excess, Vector256<double>.Zero), excess, Vector256<double>.Zero), out var x, out var y);
                delay = Vector256.Create(constants.TauSynapse) * (y - (voltage / current));
                slope = current * x;
                break;
            case KernelShape.Double:
                var discriminant = Discriminant(threshold, current, voltage);
                slope = Vector256.Sqrt(Vector256.ConditionalSelect(Vector256.GreaterThan(discriminant, Vector256<double>.Zero), discriminant, Vector256<double>.Zero));
                var missing = threshold - voltage;
                delay = Vector256.Create(-constants.TauMembrane) * ElementaryVectors.Log1p(-((missing + missing) / ((current - voltage) + slope)));
                break;
            default:
                (delay, slope) = (Vector256<double>.Zero, Vector256<double>.Zero);
                for (var lane = 0; lane < Vector256<double>.Count; lane++)
                {
                    if (crossed.AsInt64()[lane] != 0)
                    {
                        GeneralFlank.Solve(constants, current[lane], voltage[lane], out var delayOfLane, out var slopeOfLane);
                        delay = delay.WithElement(lane, delayOfLane);
                        slope = slope.WithElement(lane, slopeOfLane);
                    }
                }

                break;
        }
    }

    /// <summary>Slopes alone, 0 where the model has no rising crossing.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector256<double> Slope(in SpikeTimeConstants constants, Vector256<double> current, Vector256<double> voltage)
    {
        var threshold = Vector256.Create(constants.Threshold);
        var drives = Vector256.GreaterThan(current, Vector256<double>.Zero);
        switch (constants.Shape)
        {
            case KernelShape.Equal:
                var excess = Excess(threshold, current, voltage);
                drives &= Vector256.GreaterThan(excess, Vector256<double>.Zero);
                BranchPoint(excess & drives, out var x, out _);
                return (current * x) & drives;
            case KernelShape.Double:
                var discriminant = Discriminant(threshold, current, voltage);
                drives &= Vector256.GreaterThan(current + voltage, Vector256<double>.Zero) & Vector256.GreaterThan(discriminant, Vector256<double>.Zero);
                return Vector256.Sqrt(discriminant & drives);
            default:
                var slope = Vector256<double>.Zero;
                for (var lane = 0; lane < Vector256<double>.Count; lane++)
                {
                    slope = slope.WithElement(lane, RisingFlank.Slope(constants, current[lane], voltage[lane]));
                }

                return slope;
        }
    }

    // V_max = I e^-s with e^s above the first terms of its series: most maxima fall short by so much that no logarithm is needed. The margin is a thousand times
    // the rounding of the exact test, so that both always agree.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool MayReach(Vector256<double> threshold, Vector256<double> current, Vector256<double> voltage, Vector256<double> candidates)
    {
        const double Margin = 1 - 1e-12;
        var one = Vector256<double>.One;
        var s = one - (voltage / current);
        var series = Vector256.FusedMultiplyAdd(s, Vector256.Create(1.0 / 6), Vector256.Create(0.5));
        series = Vector256.FusedMultiplyAdd(s, Vector256.FusedMultiplyAdd(s, series, one), one);
        return Vector256.ExtractMostSignificantBits(candidates & Vector256.GreaterThanOrEqual(current, threshold * series * Margin)) != 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Excess(Vector256<double> threshold, Vector256<double> current, Vector256<double> voltage) =>
        ElementaryVectors.Log(current / threshold) - (Vector256<double>.One - (voltage / current));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Discriminant(Vector256<double> threshold, Vector256<double> current, Vector256<double> voltage)
    {
        var sum = current + voltage;
        var four = Vector256.Create(4.0) * current;
        var product = four * threshold;
        var rounding = Vector256.FusedMultiplyAdd(four, threshold, -product);
        return Vector256.FusedMultiplyAdd(sum, sum, -product) - rounding;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void BranchPoint(Vector256<double> excess, out Vector256<double> x, out Vector256<double> y)
    {
        var one = Vector256<double>.One;
        var h = Vector256.Sqrt(excess + excess);
        var p = Vector256.FusedMultiplyAdd(Vector256.Create(P4), h, Vector256.Create(P3));
        p = Vector256.FusedMultiplyAdd(p, h, Vector256.Create(P2));
        p = Vector256.FusedMultiplyAdd(p, h, Vector256.Create(P1));
        p = Vector256.FusedMultiplyAdd(p, h, Vector256.Create(P0));
        var d = Vector256.FusedMultiplyAdd(Vector256.Create(Q4), h, Vector256.Create(Q3));
        d = Vector256.FusedMultiplyAdd(d, h, Vector256.Create(Q2));
        d = Vector256.FusedMultiplyAdd(d, h, Vector256.Create(Q1));
        d = Vector256.FusedMultiplyAdd(d, h, one);
        var start = h * (p / d);
        var g = (-ElementaryVectors.Log1p(-start) - start) - excess;
        var step = (g + g) * start * (one - start) / Vector256.FusedMultiplyAdd(start + start, start, -g);
        x = (start - step) & Vector256.GreaterThan(h, Vector256<double>.Zero);
        y = one - x;
        var far = Vector256.GreaterThan(h, Vector256.Create(LargestRoot));
        if (Vector256.ExtractMostSignificantBits(far) != 0)
        {
            var q = ElementaryVectors.Exp(-one - excess);
            var series = q * Vector256.FusedMultiplyAdd(q, Vector256.FusedMultiplyAdd(Vector256.Create(1.5), q, one), one);
            var image = q * ElementaryVectors.Exp(series);
            var root = series - ((series - image) / (one - image));
            x = Vector256.ConditionalSelect(far, one - root, x);
            y = Vector256.ConditionalSelect(far, root, y);
        }
    }
}
