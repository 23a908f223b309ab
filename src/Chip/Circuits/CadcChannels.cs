using Bss2.Chip.Randomness;
using Bss2.Messages.Experiment;

namespace Bss2.Chip.Circuits;

/// <summary>
/// The ADC channels of some circuits of a quadrant after calibration, as arrays padded to a multiple of eight channels.
/// Residual gain error sigma 0.5 %, residual offset sigma 0.8 LSB (estimates within what calix's test_cadc_calibration accepts).
/// </summary>
internal sealed class CadcChannels
{
    private const double GainSigma = 0.005;
    private const double OffsetSigmaLsb = 0.8;
    private const int Lanes = 8;

    /// <param name="settings">The chip.</param>
    /// <param name="circuits">Atomic circuits 0..511 of the channels.</param>
    public CadcChannels(ChipSettings settings, ReadOnlySpan<int> circuits)
    {
        Count = circuits.Length;
        var padded = (Count + Lanes - 1) / Lanes * Lanes;
        Circuits = new uint[padded];
        Gains = new float[padded];
        OffsetsLsb = new float[padded];
        var gainKey = StreamKey.ForChip(settings.Serial, NoisePurpose.CadcGainMismatch);
        var offsetKey = StreamKey.ForChip(settings.Serial, NoisePurpose.CadcOffsetMismatch);
        for (var channel = 0; channel < Count; channel++)
        {
            var circuit = (uint)circuits[channel];
            Circuits[channel] = circuit;
            Gains[channel] = settings.Enabled.HasFlag(Imperfections.CadcGain) ? (float)(1 + (GainSigma * Gaussian.Next(gainKey, circuit))) : 1;
            OffsetsLsb[channel] = settings.Enabled.HasFlag(Imperfections.CadcOffset) ? (float)(OffsetSigmaLsb * Gaussian.Next(offsetKey, circuit)) : 0;
        }
    }

    /// <summary>Channels in use.</summary>
    public int Count { get; }

    /// <summary>[channel], atomic circuits: the neuron index of all noise.</summary>
    public uint[] Circuits { get; }

    /// <summary>[channel], codes per LSB of membrane, about 1.</summary>
    public float[] Gains { get; }

    /// <summary>[channel], LSB.</summary>
    public float[] OffsetsLsb { get; }
}
