using Bss2.Chip.Randomness;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;

namespace Bss2.Chip.Circuits;

/// <summary>
/// Conversion of membranes to codes of the membrane ADC: <c>code = clip(round(3.0 u + 40 + o + n), 0, 1023)</c>, halves to even, with the chip's offset o ~ N(0, 25) and
/// n ~ N(0, 0.7) for each conversion. Slope and offset: 1.5 mV a code, read off published traces (303 at 79 LSB on one chip, 254 at 80 on another; brainscales2-demos).
/// </summary>
/// <remarks>
/// Noise: word <c>point mod 4</c> of the block at counter (point / 4, circuit, sample, update), by <see cref="ByteSumGaussian"/>. Its sigma is an estimate between
/// two readings of silent traces of 1 ms: they scatter by about 2 codes, of which 0.7 LSB of membrane noise are 2.1 already, and they span 17 codes from lowest to
/// highest, for which 1.0 would be needed. With 0.7 they scatter by 2.2 and span 16.
/// </remarks>
internal sealed class MadcConversion
{
    /// <summary>Codes of a CADC LSB.</summary>
    private const float CodesPerLsb = 3.0f;

    /// <summary>Code of an ideal converter at 0 CADC LSB.</summary>
    private const double OffsetCodes = 40;

    /// <summary>Sigma of the offset from chip to chip, codes.</summary>
    private const double OffsetSigmaCodes = 25;

    /// <summary>Sigma of a conversion, codes.</summary>
    private const double NoiseSigmaCodes = 0.7;

    private const float LastCode = 1023;
    private const int PointsPerBlock = 4;

    private readonly ChipSettings _settings;
    private readonly float _offset;
    private readonly float _noiseScale;

    public MadcConversion(ChipSettings settings)
    {
        _settings = settings;
        _offset = (float)(OffsetCodes
            + new FixedPattern(settings).Deviation(Imperfections.MadcOffset, NoisePurpose.MadcOffsetMismatch, OffsetSigmaCodes, 0));
        _noiseScale = settings.Enabled.HasFlag(Imperfections.MadcNoise) ? (float)(NoiseSigmaCodes / ByteSumGaussian.SigmaOfFour) : 0;
    }

    /// <summary>Converts one run of one circuit.</summary>
    /// <param name="run">Key of the noise.</param>
    /// <param name="sample">Position of the sample in its batch.</param>
    /// <param name="circuit">Atomic circuit 0..511.</param>
    /// <param name="membraneLsb">[point], CADC LSB.</param>
    /// <param name="codes">[point], 0..1023.</param>
    public void Convert(RunKey run, int sample, int circuit, ReadOnlySpan<float> membraneLsb, Span<ushort> codes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(codes.Length, membraneLsb.Length);
        var key = StreamKey.ForRun(run, _settings.Serial, NoisePurpose.MadcNoise);
        for (var start = 0; start < codes.Length; start += PointsPerBlock)
        {
            var random = Philox.Next(key, (uint)(start / PointsPerBlock), (uint)circuit, (uint)sample, (uint)run.Update);
            for (var point = start; point < Math.Min(start + PointsPerBlock, codes.Length); point++)
            {
                var word = (point - start) switch { 0 => random.X0, 1 => random.X1, 2 => random.X2, _ => random.X3 };
                var ideal = MathF.FusedMultiplyAdd(CodesPerLsb, membraneLsb[point], _offset);
                var code = MathF.FusedMultiplyAdd(_noiseScale, ByteSumGaussian.Sum(word), ideal);
                codes[point] = (ushort)MathF.Round(Math.Clamp(code, 0, LastCode));
            }
        }
    }
}
