using Bss2.Chip.Randomness;
using Bss2.Messages.Experiment;
using Bss2.Messages.Units;

namespace Bss2.Chip.Circuits;

/// <summary>The 128 neuron circuits of a quadrant after calibration, mismatch applied: structure of arrays, [column].</summary>
public sealed class QuadrantCircuits
{
    /// <summary>Circuits of a quadrant.</summary>
    public const int Columns = 128;

    private QuadrantCircuits(ChipSettings settings, int quadrant, int usedColumns, int[] recordedColumns, int[] madcColumns)
    {
        Settings = settings;
        Quadrant = quadrant;
        UsedColumns = usedColumns;
        RecordedColumns = recordedColumns;
        MadcColumns = madcColumns;
    }

    public ChipSettings Settings { get; }

    /// <summary>0..3: top left, top right, bottom left, bottom right.</summary>
    public int Quadrant { get; }

    /// <summary>Columns 0..UsedColumns − 1 are emulated; a multiple of 8.</summary>
    public int UsedColumns { get; }

    /// <summary>Columns whose membranes the column ADC samples, rising.</summary>
    public int[] RecordedColumns { get; }

    /// <summary>Columns whose membranes the membrane ADC samples, rising, at most two.</summary>
    public int[] MadcColumns { get; }

    /// <summary>Resting potential, CADC LSB; with a constant current, where that one leads in the end, beyond the membrane range if it is strong.</summary>
    public double[] Leak { get; } = new double[Columns];

    /// <summary>Reset potential, CADC LSB.</summary>
    public double[] Reset { get; } = new double[Columns];

    /// <summary>Threshold, CADC LSB; infinite where the comparator is off.</summary>
    public double[] Threshold { get; } = new double[Columns];

    /// <summary>Membrane time constant, us.</summary>
    public double[] MembraneTimeConstant { get; } = new double[Columns];

    /// <summary>Time constant of the excitatory line, us.</summary>
    public double[] ExcitatoryTimeConstant { get; } = new double[Columns];

    /// <summary>Time constant of the inhibitory line, us.</summary>
    public double[] InhibitoryTimeConstant { get; } = new double[Columns];

    /// <summary>Clamped to reset after a spike, 4 ns ticks.</summary>
    public int[] ClampTicks { get; } = new int[Columns];

    /// <summary>Without spikes after a spike, 4 ns ticks; at least the clamped time.</summary>
    public int[] RefractoryTicks { get; } = new int[Columns];

    /// <summary>Saturation of the synaptic lines, LSB/us.</summary>
    public double[] LineSaturation { get; } = new double[Columns];

    /// <summary>Constant current onto the membrane, LSB/us; its effect is in <see cref="Leak"/>.</summary>
    public double[] ConstantCurrent { get; } = new double[Columns];

    /// <summary>Applies the fixed pattern of a chip to what its circuits were calibrated to.</summary>
    /// <param name="settings">The chip.</param>
    /// <param name="quadrant">0..3.</param>
    /// <param name="targets">[128], null where a circuit is not used.</param>
    /// <param name="comparatorOn">[128], false for leaky integrators.</param>
    /// <param name="recordedColumns">Columns whose membranes the column ADC samples, rising.</param>
    /// <param name="madcColumns">Columns whose membranes the membrane ADC samples, rising.</param>
    public static QuadrantCircuits Build(
        ChipSettings settings, int quadrant, CircuitTargets?[] targets, bool[] comparatorOn, int[] recordedColumns, params int[] madcColumns)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(targets.Length, Columns);
        ArgumentOutOfRangeException.ThrowIfNotEqual(comparatorOn.Length, Columns);

        var last = Array.FindLastIndex(targets, t => t is not null);
        var circuits = new QuadrantCircuits(settings, quadrant, (last + 8) / 8 * 8, recordedColumns, madcColumns);
        for (var column = 0; column < Columns; column++)
        {
            circuits.Apply(settings, column, targets[column] ?? CircuitTargets.Spiking, targets[column] is not null && comparatorOn[column]);
        }

        return circuits;
    }

    private void Apply(ChipSettings settings, int column, CircuitTargets target, bool comparatorOn)
    {
        var pattern = new FixedPattern(settings);
        var circuit = (Quadrant * Columns) + column;

        Leak[column] = target.LeakLsb
            + pattern.Deviation(Imperfections.Leak, NoisePurpose.LeakMismatch, CalibratedSpread.LeakLsb, circuit)
            + pattern.Deviation(Imperfections.OffsetCurrent, NoisePurpose.OffsetCurrentMismatch, CalibratedSpread.OffsetCurrentLsb, circuit);
        Reset[column] = target.ResetLsb
            + pattern.Deviation(Imperfections.Reset, NoisePurpose.ResetMismatch, CalibratedSpread.ResetLsb, circuit);
        Threshold[column] = comparatorOn
            ? target.ThresholdLsb + pattern.Deviation(Imperfections.Threshold, NoisePurpose.ThresholdMismatch, CalibratedSpread.ThresholdLsb, circuit)
            : double.PositiveInfinity;
        MembraneTimeConstant[column] = target.MembraneTimeConstantMicroseconds
            * pattern.Factor(Imperfections.MembraneTimeConstant, NoisePurpose.MembraneTimeConstantMismatch, CalibratedSpread.MembraneTimeConstant, circuit);
        ExcitatoryTimeConstant[column] = target.ExcitatoryTimeConstantMicroseconds
            * pattern.Factor(Imperfections.SynapticTimeConstant, NoisePurpose.ExcitatoryTimeConstantMismatch, CalibratedSpread.SynapticTimeConstant, circuit);
        InhibitoryTimeConstant[column] = target.InhibitoryTimeConstantMicroseconds
            * pattern.Factor(Imperfections.SynapticTimeConstant, NoisePurpose.InhibitoryTimeConstantMismatch, CalibratedSpread.SynapticTimeConstant, circuit);

        LineSaturation[column] = CircuitConstants.LineSaturation * target.SynapticInputGm / CircuitConstants.ReferenceGm;

        ConstantCurrent[column] = CircuitConstants.CurrentPerCode * target.ConstantCurrent
            * (CircuitConstants.FullCapacitance + CircuitConstants.IntrinsicCapacitance) / (target.MembraneCapacitance + CircuitConstants.IntrinsicCapacitance);
        if (target.ConstantCurrent != 0)
        {
            Leak[column] += ConstantCurrent[column] * MembraneTimeConstant[column];
        }

        RefractoryTicks[column] = RefractoryClock.Ticks(target.RefractoryMicroseconds);
        var holdoff = HardwareTicks.From(new Microseconds(target.HoldoffMicroseconds)).Value;
        ClampTicks[column] = (int)Math.Max(0, RefractoryTicks[column] - holdoff);
    }
}
