using Bss2.Chip.Circuits;
using Bss2.Chip.Parts;
using Bss2.Chip.Randomness;
using Bss2.Messages.Experiment;

namespace Bss2.Chip.Hagen;

/// <summary>
/// The circuits and ADC channels of one population on one quadrant after calibration: gains 0.002·S·G_n with the chip's strength S (sigma 10 %) and the circuit's G_n
/// (3.5 %), offsets o_n (sigma 2 LSB). Arrays are padded to whole groups of <see cref="ResultConversion.Group"/>.
/// </summary>
internal sealed class ResultColumns
{
    /// <summary>Sigma of what remains of a channel's offset after the baseline is subtracted, LSB.</summary>
    private const double OffsetSigmaLsb = 2;

    /// <param name="settings">The chip.</param>
    /// <param name="hemisphere">Its half.</param>
    /// <param name="firstColumn">First column of the half, a multiple of the group.</param>
    /// <param name="count">Columns.</param>
    /// <param name="sends">Common factor of all weights: how often events are sent.</param>
    public ResultColumns(ChipSettings settings, int hemisphere, int firstColumn, int count, int sends)
    {
        (FirstColumn, Count, Sends) = (firstColumn, count, sends);
        HasKnee = settings.Enabled.HasFlag(Imperfections.MembraneRange);
        (Gains, OffsetsLsb) = (new float[PaddedCount], new float[PaddedCount]);
        var pattern = new FixedPattern(settings);
        var chip = pattern.Factor(Imperfections.ChipStrength, NoisePurpose.ChipStrengthMismatch, CalibratedSpread.ChipStrength, 0);
        for (var column = 0; column < count; column++)
        {
            // Excitatory and inhibitory inputs are matched by this calibration: one strength serves both.
            var circuit = (hemisphere * ChipGeometry.ColumnsPerHemisphere) + firstColumn + column;
            var strength = chip * pattern.Factor(Imperfections.NeuronStrength, NoisePurpose.ExcitatoryStrengthMismatch, CalibratedSpread.NeuronStrength, circuit);
            Gains[column] = (float)(MultiplyFormula.Gain * strength);
            OffsetsLsb[column] = (float)pattern.Deviation(Imperfections.CadcOffset, NoisePurpose.CadcOffsetMismatch, OffsetSigmaLsb, circuit);
        }
    }

    /// <summary>First column of the half: also the first neuron of the population on this quadrant.</summary>
    public int FirstColumn { get; }

    /// <summary>Columns in use.</summary>
    public int Count { get; }

    /// <summary>Columns in whole groups.</summary>
    public int PaddedCount => (Count + ResultConversion.Group - 1) / ResultConversion.Group * ResultConversion.Group;

    /// <summary>What all weights are multiplied by.</summary>
    public float Sends { get; }

    /// <summary>Whether inhibition saturates.</summary>
    public bool HasKnee { get; }

    /// <summary>[column], LSB for a product of 1.</summary>
    public float[] Gains { get; }

    /// <summary>[column], LSB.</summary>
    public float[] OffsetsLsb { get; }
}
