using Bss2.Chip.Randomness;
using Bss2.Messages.Experiment;

namespace Bss2.Chip.Circuits;

/// <summary>The mismatch of one chip: a pure function of its serial, one stream for each purpose.</summary>
internal readonly struct FixedPattern(ChipSettings settings)
{
    /// <summary>Deviates beyond four sigma would be screened out in production tests.</summary>
    private const double Screening = 4;

    /// <summary>sigma·N(0, 1) of one element, or 0 where the imperfection is off.</summary>
    public double Deviation(Imperfections imperfection, NoisePurpose purpose, double sigma, int element)
    {
        if ((settings.Enabled & imperfection) == 0)
        {
            return 0;
        }

        var deviate = Gaussian.Next(StreamKey.ForChip(settings.Serial, purpose), (uint)element);
        return sigma * Math.Clamp(deviate, -Screening, Screening);
    }

    /// <summary>1 + sigma·N(0, 1) of one element, or 1 where the imperfection is off.</summary>
    public double Factor(Imperfections imperfection, NoisePurpose purpose, double sigma, int element) =>
        1 + Deviation(imperfection, purpose, sigma, element);
}
