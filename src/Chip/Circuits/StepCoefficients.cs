using Bss2.Chip.Randomness;
using Bss2.Messages.Experiment;
using Bss2.Messages.Units;

namespace Bss2.Chip.Circuits;

/// <summary>
/// Exact coefficients of the linear circuit equations for every stretch of 1..StepTicks ticks, so that an event acts at its own tick:
/// du/dt = (E − u)/tau_m + I_exc − I_inh and dI/dt = −I/tau_s give, over a stretch r,
/// u ← u·exp(−r/tau_m) + E·(1 − exp(−r/tau_m)) + I·P(r), I ← I·exp(−r/tau_s),
/// with P(r) = tau_m·tau_s/(tau_m − tau_s)·(exp(−r/tau_m) − exp(−r/tau_s)), which tends to r·exp(−r/tau) for equal time constants.
/// </summary>
internal sealed unsafe class StepCoefficients
{
    public const int Columns = QuadrantCircuits.Columns;

    // Offsets of the arrays of one stretch, [array][column]. The last three do not depend on its length: what the kick of one unit of two-byte noise
    // adds at the end of a whole step, from where on a crossing is looked for, CADC LSB, and the inverse of the line saturation, us/LSB.
    public const int Decay = 0;
    public const int Pull = Columns;
    public const int ExcitatoryDecay = 2 * Columns;
    public const int InhibitoryDecay = 3 * Columns;
    public const int ExcitatoryGain = 4 * Columns;
    public const int InhibitoryGain = 5 * Columns;
    public const int NoiseScale = 6 * Columns;
    public const int NearThreshold = 7 * Columns;
    public const int InverseSaturation = 8 * Columns;
    public const int Stride = 9 * Columns;

    private readonly AlignedFloats _table;
    private readonly float[] _clamp;
    private readonly double[] _rise = new double[Columns];
    private readonly double[] _saturation = new double[Columns];

    public StepCoefficients(QuadrantCircuits circuits)
    {
        var settings = circuits.Settings;
        StepTicks = settings.StepTicks;
        for (var column = 0; column < Columns; column++)
        {
            _saturation[column] = (settings.Enabled & Imperfections.LineSaturation) != 0 ? circuits.LineSaturation[column] : 1e12;
        }

        _table = new AlignedFloats((StepTicks + 1) * Stride);
        _clamp = new float[StepTicks + 1];
        FillRises(circuits);
        for (var ticks = 0; ticks <= StepTicks; ticks++)
        {
            Fill(circuits, ticks);
            FillColumns(circuits, Of(ticks));
        }
    }

    /// <summary>Longest stretch.</summary>
    public int StepTicks { get; }

    /// <summary>[column], saturation of the lines, LSB/us; so large that it has no effect where the imperfection is off.</summary>
    public ReadOnlySpan<double> Saturation => _saturation;

    /// <summary>exp(−ticks/tau_clamp).</summary>
    public float Clamp(int ticks) => ticks <= StepTicks ? _clamp[ticks] : 0;

    /// <summary>Whether a membrane may bend within a whole step by more than interpolation bears.</summary>
    public bool IsCurved(int column) => _rise[column] > CircuitConstants.StraightLsb;

    /// <summary>The arrays of one stretch.</summary>
    public float* Of(int ticks) => _table.Pointer + (ticks * Stride);

    private void Fill(QuadrantCircuits circuits, int ticks)
    {
        var time = (double)ticks / HardwareTicks.PerMicrosecond;
        var row = Of(ticks);
        _clamp[ticks] = (float)PortableMath.Exp(-time / CircuitConstants.ClampTimeConstantMicroseconds);
        for (var column = 0; column < Columns; column++)
        {
            var membrane = circuits.MembraneTimeConstant[column];
            var excitatory = circuits.ExcitatoryTimeConstant[column];
            var inhibitory = circuits.InhibitoryTimeConstant[column];
            var decay = PortableMath.Exp(-time / membrane);
            row[Decay + column] = (float)decay;
            row[Pull + column] = (float)(circuits.Leak[column] * (1 - decay));
            row[ExcitatoryDecay + column] = (float)PortableMath.Exp(-time / excitatory);
            row[InhibitoryDecay + column] = (float)PortableMath.Exp(-time / inhibitory);
            row[ExcitatoryGain + column] = (float)(_saturation[column] * Response(time, membrane, excitatory));
            row[InhibitoryGain + column] = (float)(-_saturation[column] * Response(time, membrane, inhibitory));
        }
    }

    private void FillColumns(QuadrantCircuits circuits, float* row)
    {
        var noisy = (circuits.Settings.Enabled & Imperfections.MembraneNoise) != 0;
        var step = (double)StepTicks / HardwareTicks.PerMicrosecond;
        for (var column = 0; column < Columns; column++)
        {
            // Ornstein-Uhlenbeck: a kick of sigma·sqrt(1 − exp(−2 dt/tau_m)) keeps the stationary sigma.
            var kick = CircuitConstants.MembraneNoiseLsb * Math.Sqrt(1 - PortableMath.Exp(-2 * step / circuits.MembraneTimeConstant[column]));
            row[NoiseScale + column] = noisy ? (float)(kick / MembraneNoise.TwoByteSigma) : 0;
            var margin = CircuitConstants.LargestThresholdNoiseLsb + Math.Max(CircuitConstants.StraightLsb, _rise[column]);
            row[NearThreshold + column] = (float)(circuits.Threshold[column] - margin);
            row[InverseSaturation + column] = (float)(1 / _saturation[column]);
        }
    }

    /// <summary>
    /// How far a membrane can rise above both ends of a whole step: curvature·step²/8, where the curvature downwards is at most
    /// I_s·(1/tau_m + 1/tau_exc), with the line at its saturation, and |I_c|/tau_m more with a constant current.
    /// </summary>
    private void FillRises(QuadrantCircuits circuits)
    {
        var step = (double)StepTicks / HardwareTicks.PerMicrosecond;
        for (var column = 0; column < Columns; column++)
        {
            var curvature = (circuits.LineSaturation[column] * ((1 / circuits.MembraneTimeConstant[column]) + (1 / circuits.ExcitatoryTimeConstant[column])))
                + (Math.Abs(circuits.ConstantCurrent[column]) / circuits.MembraneTimeConstant[column]);
            _rise[column] = curvature * step * step / 8;
        }
    }

    /// <summary>P(r) of the summary, us.</summary>
    public static double Response(double time, double membrane, double synaptic)
    {
        var decay = PortableMath.Exp(-time / membrane);
        return Math.Abs(membrane - synaptic) < 1e-6 * membrane
            ? time * decay
            : membrane * synaptic / (membrane - synaptic) * (decay - PortableMath.Exp(-time / synaptic));
    }
}
