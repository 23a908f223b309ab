using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Bss2.Chip.Circuits;

/// <summary>
/// The circuit equations over one stretch without events, scalar and for eight columns at once, operation by operation the same bits:
/// I_eff = I_s·tanh(I/I_s); u ← u·decay + pull + I_exc,eff·P_exc·f(228 − u) − I_inh,eff·P_inh·f(u − 29) + noise, f(z) = 1 − exp(−z/13) for z > 0, else 0.
/// tanh is an odd polynomial of degree 9 with a relative error of 0.13 % up to 2 (constant 0.964 beyond); exp2 one of degree 3 (8e-5).
/// Both saturation terms take currents and membrane at the start of the stretch.
/// </summary>
internal sealed unsafe class MembraneStep
{
    private const float TanhEnd = 2.0f;
    private const float T1 = -0.32233272963617843f;
    private const float T2 = 0.10137434034825783f;
    private const float T3 = -0.019832234754720002f;
    private const float T4 = 0.00163772135704153f;
    private const float E0 = 0.99992806f;
    private const float E1 = 0.69326102f;
    private const float E2 = 0.24261136f;
    private const float E3 = 0.05517155f;

    // Adding 1.5·2^23 leaves the nearest integer in the low bits of the sum.
    private const float Rounding = 12582912f;

    // The exponential is taken around the middle of the range, where it is 1.
    private const double Middle = 128;

    private readonly float _slope;
    private readonly float _offset;
    private readonly float _upper;
    private readonly float _lower;
    private readonly float _minimum;
    private readonly float _maximum;

    // The same numbers, eight times each, as operands of the vector form.
    private readonly AlignedFloats _lanes = new(6 * 8);

    /// <param name="limited">Whether the membrane range and its knees apply.</param>
    public MembraneStep(bool limited)
    {
        var exponent = limited ? 1.4426950408889634 / CircuitConstants.KneeLsb : 0;
        _slope = (float)exponent;
        _offset = (float)(-Middle * exponent);
        _upper = limited ? -(float)Randomness.PortableMath.Exp((Middle - CircuitConstants.UpperLimitLsb) / CircuitConstants.KneeLsb) : 0;
        _lower = limited ? (float)Randomness.PortableMath.Exp((CircuitConstants.InhibitoryFloorLsb - Middle) / CircuitConstants.KneeLsb) : 0;
        _minimum = limited ? (float)CircuitConstants.LowerLimitLsb : float.MinValue;
        _maximum = limited ? (float)CircuitConstants.UpperLimitLsb : float.MaxValue;

        float[] lanes = [_slope, _offset, _upper, _lower, _minimum, _maximum];
        for (var k = 0; k < lanes.Length; k++)
        {
            _lanes.Span.Slice(8 * k, 8).Fill(lanes[k]);
        }
    }

    /// <summary>Operands of the vector form: slope, offset, upper, lower, minimum, maximum, eight lanes each.</summary>
    public float* Lanes => _lanes.Pointer;

    /// <summary>Membrane of one column at the end of a stretch, before noise and limits.</summary>
    public float Advance(float membrane, float excitatory, float inhibitory, float* coefficients, int column)
    {
        var (drive, pull) = Drive(membrane, excitatory, inhibitory, coefficients[StepCoefficients.InverseSaturation + column]);
        var next = MathF.FusedMultiplyAdd(membrane, coefficients[StepCoefficients.Decay + column], coefficients[StepCoefficients.Pull + column]);
        next = MathF.FusedMultiplyAdd(drive, coefficients[StepCoefficients.ExcitatoryGain + column], next);
        return MathF.FusedMultiplyAdd(pull, coefficients[StepCoefficients.InhibitoryGain + column], next);
    }

    /// <summary>Noise added and range limited.</summary>
    public float Finish(float membrane, float draw, float noiseScale) =>
        Math.Min(Math.Max(MathF.FusedMultiplyAdd(draw, noiseScale, membrane), _minimum), _maximum);

    /// <summary>Limits the range.</summary>
    public float Limit(float membrane) => Math.Min(Math.Max(membrane, _minimum), _maximum);

    /// <summary>Effective currents into the membrane as fractions of the line saturation.</summary>
    public (float Excitatory, float Inhibitory) Drive(float membrane, float excitatory, float inhibitory, float inverseSaturation)
    {
        var shifted = MathF.FusedMultiplyAdd(membrane, _slope, _offset);
        var rounded = shifted + Rounding;
        var fraction = shifted - (rounded - Rounding);
        var p = MathF.FusedMultiplyAdd(E3, fraction, E2);
        p = MathF.FusedMultiplyAdd(p, fraction, E1);
        p = MathF.FusedMultiplyAdd(p, fraction, E0);
        var exponential = BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(p) + (BitConverter.SingleToInt32Bits(rounded) << 23));
        var towardsUpper = MathF.FusedMultiplyAdd(exponential, _upper, 1);
        var towardsLower = Math.Max(1 - (_lower / exponential), 0);
        return (Tanh(excitatory * inverseSaturation) * towardsUpper, Tanh(inhibitory * inverseSaturation) * towardsLower);
    }

    /// <summary>Eight columns of the scalar form.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Advance(Vector256<float> membrane, Vector256<float> excitatory, Vector256<float> inhibitory, float* coefficients, float* lanes)
    {
        var shifted = Vector256.FusedMultiplyAdd(membrane, Vector256.Load(lanes), Vector256.Load(lanes + 8));
        var rounded = shifted + Vector256.Create(Rounding);
        var fraction = shifted - (rounded - Vector256.Create(Rounding));
        var p = Vector256.FusedMultiplyAdd(Vector256.Create(E3), fraction, Vector256.Create(E2));
        p = Vector256.FusedMultiplyAdd(p, fraction, Vector256.Create(E1));
        p = Vector256.FusedMultiplyAdd(p, fraction, Vector256.Create(E0));
        var exponential = (p.AsInt32() + Vector256.ShiftLeft(rounded.AsInt32(), 23)).AsSingle();
        var towardsUpper = Vector256.FusedMultiplyAdd(exponential, Vector256.Load(lanes + 16), Vector256<float>.One);
        var towardsLower = Vector256.MaxNative(Vector256<float>.One - (Vector256.Load(lanes + 24) / exponential), Vector256<float>.Zero);

        var inverseSaturation = Vector256.Load(coefficients + StepCoefficients.InverseSaturation);
        var drive = Tanh(excitatory * inverseSaturation) * towardsUpper;
        var pull = Tanh(inhibitory * inverseSaturation) * towardsLower;

        var next = Vector256.FusedMultiplyAdd(membrane, Vector256.Load(coefficients + StepCoefficients.Decay), Vector256.Load(coefficients + StepCoefficients.Pull));
        next = Vector256.FusedMultiplyAdd(drive, Vector256.Load(coefficients + StepCoefficients.ExcitatoryGain), next);
        return Vector256.FusedMultiplyAdd(pull, Vector256.Load(coefficients + StepCoefficients.InhibitoryGain), next);
    }

    /// <summary>The same where no event has arrived yet and the lines hold exact zeros: the same bits for less.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> AdvanceUndriven(Vector256<float> membrane, float* coefficients) =>
        Vector256.FusedMultiplyAdd(membrane, Vector256.Load(coefficients + StepCoefficients.Decay), Vector256.Load(coefficients + StepCoefficients.Pull));

    /// <summary>Limits the range of eight columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Limit(Vector256<float> membrane, float* lanes) =>
        Vector256.MinNative(Vector256.MaxNative(membrane, Vector256.Load(lanes + 32)), Vector256.Load(lanes + 40));

    private static float Tanh(float x)
    {
        x = Math.Min(x, TanhEnd);
        var z = x * x;
        var p = MathF.FusedMultiplyAdd(T4, z, T3);
        p = MathF.FusedMultiplyAdd(p, z, T2);
        p = MathF.FusedMultiplyAdd(p, z, T1);
        p = MathF.FusedMultiplyAdd(p, z, 1);
        return x * p;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Tanh(Vector256<float> x)
    {
        x = Vector256.MinNative(x, Vector256.Create(TanhEnd));
        var z = x * x;
        var p = Vector256.FusedMultiplyAdd(Vector256.Create(T4), z, Vector256.Create(T3));
        p = Vector256.FusedMultiplyAdd(p, z, Vector256.Create(T2));
        p = Vector256.FusedMultiplyAdd(p, z, Vector256.Create(T1));
        p = Vector256.FusedMultiplyAdd(p, z, Vector256<float>.One);
        return x * p;
    }
}
