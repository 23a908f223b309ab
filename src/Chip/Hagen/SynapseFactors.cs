using Bss2.Chip.Circuits;
using Bss2.Chip.Parts;
using Bss2.Chip.Randomness;
using Bss2.Messages.Experiment;

namespace Bss2.Chip.Hagen;

/// <summary>
/// (1 + eps_syn)·(1 + eps_driver) of the synapses of one quadrant: synapses as in spiking mode (sigma 3.5 %), drivers by the length of their pulses (6 %: calix'
/// test_hagen_input leaves less than 4 of 30 LSB). Both are what they are in spiking mode, the drivers' share scaled.
/// </summary>
internal sealed class SynapseFactors
{
    private const double DriverSigma = 0.06;
    private const int RowsPerQuadrant = 2 * ChipGeometry.DriversPerHemisphere;

    private readonly float[] _factors = new float[2 * ChipGeometry.ColumnsPerQuadrant * ChipGeometry.DriversPerHemisphere];

    /// <param name="settings">The chip.</param>
    /// <param name="quadrant">0..3.</param>
    public SynapseFactors(ChipSettings settings, int quadrant)
    {
        var pattern = new FixedPattern(settings);
        var hemisphere = ChipGeometry.HemisphereOfQuadrant(quadrant);
        for (var driver = 0; driver < ChipGeometry.DriversPerHemisphere; driver++)
        {
            var pulse = pattern.Factor(
                Imperfections.DriverStrength, NoisePurpose.DriverStrengthMismatch, DriverSigma, (hemisphere * ChipGeometry.DriversPerHemisphere) + driver);
            for (var column = 0; column < ChipGeometry.ColumnsPerQuadrant; column++)
            {
                Inhibitory(column)[driver] = Factor(ChipGeometry.InhibitoryRowOf(driver), column, pulse);
                Excitatory(column)[driver] = Factor(ChipGeometry.ExcitatoryRowOf(driver), column, pulse);
            }
        }

        float Factor(int row, int column, double pulse)
        {
            var synapse = (((quadrant * RowsPerQuadrant) + row) * ChipGeometry.ColumnsPerQuadrant) + column;
            return (float)(pulse * pattern.Factor(Imperfections.SynapseStrength, NoisePurpose.SynapseStrengthMismatch, CalibratedSpread.SynapseStrength, synapse));
        }
    }

    /// <summary>[driver], the rows that take positive weights.</summary>
    public Span<float> Excitatory(int column) => Of((2 * column) + 1);

    /// <summary>[driver], the rows that take negative weights.</summary>
    public Span<float> Inhibitory(int column) => Of(2 * column);

    private Span<float> Of(int line) => _factors.AsSpan(line * ChipGeometry.DriversPerHemisphere, ChipGeometry.DriversPerHemisphere);
}
