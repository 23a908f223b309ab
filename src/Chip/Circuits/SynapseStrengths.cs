using Bss2.Chip.Randomness;
using Bss2.Messages.Experiment;

namespace Bss2.Chip.Circuits;

/// <summary>How much charge an event puts on a synaptic line: J = J0·A(bias)·(gm/500)·(63 + c)/(C + c)·gains, times the weight.</summary>
public sealed class SynapseStrengths
{
    private const int Rows = 256;
    private const int Columns = QuadrantCircuits.Columns;
    private const int Weights = 64;

    private readonly float[] _excitatory = new float[Columns];
    private readonly float[] _inhibitory = new float[Columns];
    private readonly float[] _synapse = new float[Rows * Columns];
    private readonly float[] _weight = new float[Weights];

    private SynapseStrengths()
    {
    }

    /// <summary>Multiplies the fixed pattern of a chip into the strengths of one quadrant.</summary>
    /// <param name="settings">The chip.</param>
    /// <param name="quadrant">0..3.</param>
    /// <param name="targets">[128], null where a circuit is not used.</param>
    public static SynapseStrengths Build(ChipSettings settings, int quadrant, CircuitTargets?[] targets)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(targets.Length, Columns);
        var strengths = new SynapseStrengths();
        var pattern = new FixedPattern(settings);
        strengths.FillColumns(pattern, quadrant, targets);
        strengths.FillSynapses(settings, pattern, quadrant);
        strengths.FillWeights(pattern, quadrant);
        return strengths;
    }

    /// <summary>Charge of one event, LSB/us.</summary>
    /// <param name="row">Row of the quadrant, 0..255.</param>
    /// <param name="column">0..127.</param>
    /// <param name="weight">0..63.</param>
    /// <param name="inhibitory">Which line the row drives.</param>
    public float Charge(int row, int column, int weight, bool inhibitory) =>
        (inhibitory ? _inhibitory : _excitatory)[column] * _synapse[(row * Columns) + column] * _weight[weight];

    private void FillColumns(FixedPattern pattern, int quadrant, CircuitTargets?[] targets)
    {
        var chip = pattern.Factor(Imperfections.ChipStrength, NoisePurpose.ChipStrengthMismatch, CalibratedSpread.ChipStrength, 0)
            * pattern.Factor(Imperfections.QuadrantStrength, NoisePurpose.QuadrantStrengthMismatch, CalibratedSpread.QuadrantStrength, quadrant);
        for (var column = 0; column < Columns; column++)
        {
            if (targets[column] is not { } target)
            {
                continue;
            }

            var circuit = (quadrant * Columns) + column;
            var intrinsic = CircuitConstants.IntrinsicCapacitance
                * pattern.Factor(Imperfections.NeuronStrength, NoisePurpose.CapacitanceMismatch, CalibratedSpread.IntrinsicCapacitance, circuit);
            var strength = CircuitConstants.ChargePerWeight * chip
                * CircuitConstants.DacStrength(target.SynapseDacBias)
                * (target.SynapticInputGm / CircuitConstants.ReferenceGm)
                * (CircuitConstants.FullCapacitance + intrinsic) / (target.MembraneCapacitance + intrinsic);
            _excitatory[column] = (float)(strength
                * pattern.Factor(Imperfections.NeuronStrength, NoisePurpose.ExcitatoryStrengthMismatch, CalibratedSpread.NeuronStrength, circuit));
            _inhibitory[column] = (float)(strength
                * pattern.Factor(Imperfections.NeuronStrength, NoisePurpose.InhibitoryStrengthMismatch, CalibratedSpread.NeuronStrength, circuit));
        }
    }

    private void FillSynapses(ChipSettings settings, FixedPattern pattern, int quadrant)
    {
        // Drivers belong to a hemisphere: both of its quadrants see the same driver.
        var hemisphere = quadrant / 2;
        var slope = (settings.Enabled & Imperfections.ColumnSlope) != 0 ? CalibratedSpread.ColumnSlope : 0;
        for (var row = 0; row < Rows; row++)
        {
            var driver = pattern.Factor(
                Imperfections.DriverStrength, NoisePurpose.DriverStrengthMismatch, CalibratedSpread.DriverStrength, (hemisphere * Rows / 2) + (row / 2));
            for (var column = 0; column < Columns; column++)
            {
                var synapse = (((quadrant * Rows) + row) * Columns) + column;
                var position = 1 + (slope * (0.5 - (column / (Columns - 1.0))));
                _synapse[(row * Columns) + column] = (float)(driver * position
                    * pattern.Factor(Imperfections.SynapseStrength, NoisePurpose.SynapseStrengthMismatch, CalibratedSpread.SynapseStrength, synapse));
            }
        }
    }

    private void FillWeights(FixedPattern pattern, int quadrant)
    {
        for (var weight = 1; weight < Weights; weight++)
        {
            var deviation = pattern.Deviation(
                Imperfections.WeightNonlinearity, NoisePurpose.WeightNonlinearityMismatch, CalibratedSpread.WeightNonlinearity, (quadrant * Weights) + weight);
            _weight[weight] = (float)Math.Max(0, weight + deviation);
        }
    }
}
