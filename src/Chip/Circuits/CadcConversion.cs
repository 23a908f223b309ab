using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Bss2.Chip.Randomness;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;

namespace Bss2.Chip.Circuits;

/// <summary>
/// Conversion of membranes to codes: <c>code = round(clip(g u + o + r + n, 0, 255)) − 128</c>, halves to even, with the channel's gain g and offset o,
/// r ~ N(0, 0.6) once for a neuron and sample (run-to-run baseline) and n ~ N(0, 0.5) for each conversion (estimates: together with 0.7 LSB of membrane
/// noise and quantisation they give the 1.1 LSB seen on silicon). Codes are always whole: they travel as bytes.
/// </summary>
/// <remarks>
/// Noise of a conversion: word <c>point mod 4</c> of the block at counter (point / 4, circuit, sample, update), by <see cref="ByteSumGaussian"/>;
/// baseline: all 16 bytes of the block at (0, circuit, sample, update).
/// </remarks>
internal sealed class CadcConversion
{
    private const double NoiseSigmaLsb = 0.5;
    private const double RunOffsetSigmaLsb = 0.6;
    private const int Lanes = 8;
    private const int PointsPerBlock = 4;

    private readonly ChipSettings _settings;
    private readonly CadcChannels _channels;
    private readonly float _noiseScale;
    private readonly float _runOffsetScale;

    public CadcConversion(ChipSettings settings, CadcChannels channels)
    {
        _settings = settings;
        _channels = channels;
        _noiseScale = settings.Enabled.HasFlag(Imperfections.CadcNoise) ? (float)(NoiseSigmaLsb / ByteSumGaussian.SigmaOfFour) : 0;
        _runOffsetScale = settings.Enabled.HasFlag(Imperfections.RunOffset) ? (float)(RunOffsetSigmaLsb / ByteSumGaussian.SigmaOfSixteen) : 0;
    }

    /// <summary>Converts one sample, eight channels and four points at a time.</summary>
    /// <param name="run">Key of the noise.</param>
    /// <param name="sample">Position of the sample in its batch.</param>
    /// <param name="membraneLsb">[point, channel].</param>
    /// <param name="codes">[point, channel], −128..127.</param>
    public void Convert(RunKey run, int sample, ReadOnlySpan<float> membraneLsb, Span<sbyte> codes)
    {
        CheckLengths(membraneLsb.Length, codes.Length);
        var noiseKey = StreamKey.ForRun(run, _settings.Serial, NoisePurpose.CadcNoise);
        var runOffsetKey = StreamKey.ForRun(run, _settings.Serial, NoisePurpose.RunOffsetNoise);
        var count = _channels.Count;
        var points = count == 0 ? 0 : membraneLsb.Length / count;
        var noiseScale = Vector256.Create(_noiseScale);
        for (var channel = 0; channel < count; channel += Lanes)
        {
            var circuits = Vector256.LoadUnsafe(ref _channels.Circuits[channel]);
            var gain = Vector256.LoadUnsafe(ref _channels.Gains[channel]);
            var offset = Vector256.LoadUnsafe(ref _channels.OffsetsLsb[channel]);
            var (r0, r1, r2, r3) = Block(runOffsetKey, 0, circuits, sample, run.Update);
            var baseline = ByteSumGaussian.Sum(r0) + ByteSumGaussian.Sum(r1) + ByteSumGaussian.Sum(r2) + ByteSumGaussian.Sum(r3);
            offset = Vector256.FusedMultiplyAdd(Vector256.ConvertToSingle(baseline), Vector256.Create(_runOffsetScale), offset);
            for (var point = 0; point < points; point += PointsPerBlock)
            {
                var (n0, n1, n2, n3) = Block(noiseKey, point / PointsPerBlock, circuits, sample, run.Update);
                var last = Math.Min(points - point, PointsPerBlock);
                for (var i = 0; i < last; i++)
                {
                    var word = i switch { 0 => n0, 1 => n1, 2 => n2, _ => n3 };
                    var noise = Vector256.ConvertToSingle(ByteSumGaussian.Sum(word)) * noiseScale;
                    var at = ((point + i) * count) + channel;
                    var value = Vector256.FusedMultiplyAdd(gain, Load(membraneLsb, at), offset) + noise;
                    Store(Round(value), codes, at, Math.Min(Lanes, count - channel));
                }
            }
        }
    }

    /// <summary>The same, one conversion after the other: the reference for <see cref="Convert"/>.</summary>
    public void ConvertScalar(RunKey run, int sample, ReadOnlySpan<float> membraneLsb, Span<sbyte> codes)
    {
        CheckLengths(membraneLsb.Length, codes.Length);
        var noiseKey = StreamKey.ForRun(run, _settings.Serial, NoisePurpose.CadcNoise);
        var runOffsetKey = StreamKey.ForRun(run, _settings.Serial, NoisePurpose.RunOffsetNoise);
        var count = _channels.Count;
        for (var at = 0; at < membraneLsb.Length; at++)
        {
            var (point, channel) = (at / count, at % count);
            var circuit = _channels.Circuits[channel];
            var baseline = ByteSumGaussian.Sum(Philox.Next(runOffsetKey, 0, circuit, (uint)sample, (uint)run.Update));
            var offset = MathF.FusedMultiplyAdd(baseline, _runOffsetScale, _channels.OffsetsLsb[channel]);
            var block = Philox.Next(noiseKey, (uint)(point / PointsPerBlock), circuit, (uint)sample, (uint)run.Update);
            var word = (point % PointsPerBlock) switch { 0 => block.X0, 1 => block.X1, 2 => block.X2, _ => block.X3 };
            var noise = ByteSumGaussian.Sum(word) * _noiseScale;
            var value = MathF.FusedMultiplyAdd(_channels.Gains[channel], membraneLsb[at], offset) + noise;
            codes[at] = (sbyte)((int)MathF.Round(Math.Clamp(value, 0f, 255f), MidpointRounding.ToEven) - 128);
        }
    }

    private static (Vector256<uint> X0, Vector256<uint> X1, Vector256<uint> X2, Vector256<uint> X3) Block(
        StreamKey key, int time, Vector256<uint> circuits, int sample, int update)
    {
        var c0 = Vector256.Create((uint)time);
        var c2 = Vector256.Create((uint)sample);
        var c3 = Vector256.Create((uint)update);
        Philox.Next(key, ref c0, ref circuits, ref c2, ref c3);
        return (c0, circuits, c2, c3);
    }

    private static Vector256<float> Load(ReadOnlySpan<float> values, int at)
    {
        if (values.Length - at >= Lanes)
        {
            return Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(values), (nuint)at);
        }

        Span<float> last = stackalloc float[Lanes];
        last.Clear();
        values[at..].CopyTo(last);
        return Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(last));
    }

    private static Vector128<short> Round(Vector256<float> values)
    {
        // Values are finite, so that the native minimum and maximum agree on every processor.
        var clipped = Vector256.MinNative(Vector256.MaxNative(values, Vector256<float>.Zero), Vector256.Create(255f));
        var codes = Vector256.ConvertToInt32(Vector256.Round(clipped)) - Vector256.Create(128);
        return Vector128.Narrow(codes.GetLower(), codes.GetUpper());
    }

    private static void Store(Vector128<short> codes, Span<sbyte> target, int at, int count)
    {
        var bytes = Vector128.Narrow(codes, codes);
        if (count == Lanes)
        {
            MemoryMarshal.Write(MemoryMarshal.AsBytes(target[at..]), bytes.AsUInt64().GetElement(0));
            return;
        }

        for (var i = 0; i < count; i++)
        {
            target[at + i] = bytes.GetElement(i);
        }
    }

    private void CheckLengths(int membranes, int codes)
    {
        if (codes != membranes || (_channels.Count == 0 ? membranes != 0 : membranes % _channels.Count != 0))
        {
            throw new ArgumentException(
                $"{membranes} membrane values and {codes} codes do not fit {_channels.Count} channels: pass [point, channel] arrays of equal length.");
        }
    }
}
