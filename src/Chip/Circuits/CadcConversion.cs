using System.Runtime.CompilerServices;
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

    /// <summary>Points whose share of the random numbers is made at a time.</summary>
    private const int PointsPerStretch = 256;

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
    public unsafe void Convert(RunKey run, int sample, ReadOnlySpan<float> membraneLsb, Span<sbyte> codes)
    {
        CheckLengths(membraneLsb.Length, codes.Length);
        var noiseKey = StreamKey.ForRun(run, _settings.Serial, NoisePurpose.CadcNoise);
        var noiseKeys = PhiloxSchedule.Of(noiseKey);
        var runOffsetKeys = PhiloxSchedule.Of(StreamKey.ForRun(run, _settings.Serial, NoisePurpose.RunOffsetNoise));
        var count = _channels.Count;
        var points = count == 0 ? 0 : membraneLsb.Length / count;
        var narrow = stackalloc float[PointsPerBlock * Lanes];
        var narrowCodes = stackalloc sbyte[PointsPerBlock * Lanes];
        var words = stackalloc uint[PointsPerBlock * Lanes];
        var times = stackalloc PhiloxGrid.Time[PointsPerStretch / PointsPerBlock];
        fixed (float* membranes = membraneLsb)
        fixed (sbyte* results = codes)
        {
            for (var start = 0; start < points; start += PointsPerStretch)
            {
                var end = Math.Min(points, start + PointsPerStretch);
                for (var point = start; point < end; point += PointsPerBlock)
                {
                    times[(point - start) / PointsPerBlock] = PhiloxGrid.AtTime(noiseKey, (uint)(point / PointsPerBlock), (uint)sample, (uint)run.Update);
                }

                for (var channel = 0; channel < count; channel += Lanes)
                {
                    var group = Group(in noiseKeys, in runOffsetKeys, channel, sample, run.Update, words);
                    var lanes = Math.Min(Lanes, count - channel);
                    for (var point = start; point < end; point += PointsPerBlock)
                    {
                        ref readonly var time = ref times[(point - start) / PointsPerBlock];
                        var rows = Math.Min(PointsPerBlock, end - point);
                        var at = (point * count) + channel;
                        if (lanes == Lanes)
                        {
                            ConvertBlock(in group, in noiseKeys, in time, membranes + at, results + at, count, rows, words);
                            continue;
                        }

                        // The last channels go through a block of their own. They are few: loops are faster than block copies.
                        for (var row = 0; row < rows; row++)
                        {
                            for (var lane = 0; lane < lanes; lane++)
                            {
                                narrow[(row * Lanes) + lane] = membranes[at + (row * count) + lane];
                            }
                        }

                        ConvertBlock(in group, in noiseKeys, in time, narrow, narrowCodes, Lanes, rows, words);
                        for (var row = 0; row < rows; row++)
                        {
                            for (var lane = 0; lane < lanes; lane++)
                            {
                                results[at + (row * count) + lane] = narrowCodes[(row * Lanes) + lane];
                            }
                        }
                    }
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

    private unsafe ChannelGroup Group(in PhiloxSchedule noiseKeys, in PhiloxSchedule runOffsetKeys, int channel, int sample, int update, uint* words)
    {
        var circuits = Vector256.LoadUnsafe(ref _channels.Circuits[channel]);
        Draw(in runOffsetKeys, 0, circuits, sample, update, words);
        var baseline = ByteSumGaussian.Sum(Vector256.Load(words)) + ByteSumGaussian.Sum(Vector256.Load(words + Lanes))
            + ByteSumGaussian.Sum(Vector256.Load(words + (2 * Lanes))) + ByteSumGaussian.Sum(Vector256.Load(words + (3 * Lanes)));
        return new ChannelGroup(PhiloxGrid.OfCircuits(in noiseKeys, circuits, (uint)sample))
        {
            Gain = Vector256.LoadUnsafe(ref _channels.Gains[channel]),
            Offset = Vector256.FusedMultiplyAdd(
                Vector256.ConvertToSingle(baseline), Vector256.Create(_runOffsetScale), Vector256.LoadUnsafe(ref _channels.OffsetsLsb[channel])),
            NoiseScale = Vector256.Create(_noiseScale),
        };
    }

    /// <summary>Up to four points of eight channels.</summary>
    private static unsafe void ConvertBlock(
        in ChannelGroup group, in PhiloxSchedule noiseKeys, in PhiloxGrid.Time time, float* membranes, sbyte* codes, int stride, int rows, uint* words)
    {
        Draw(in noiseKeys, in time, in group, words);

        // Points that are missing take the place of the last one, which is written after them.
        var (r1, r2, r3) = (Math.Min(1, rows - 1) * stride, Math.Min(2, rows - 1) * stride, Math.Min(3, rows - 1) * stride);
        var c0 = Code(in group, Vector256.Load(membranes), Vector256.Load(words));
        var c1 = Code(in group, Vector256.Load(membranes + r1), Vector256.Load(words + Lanes));
        var c2 = Code(in group, Vector256.Load(membranes + r2), Vector256.Load(words + (2 * Lanes)));
        var c3 = Code(in group, Vector256.Load(membranes + r3), Vector256.Load(words + (3 * Lanes)));
        var bytes = Vector256.Narrow(Vector256.Narrow(c0, c1), Vector256.Narrow(c2, c3)).AsUInt64();
        Unsafe.WriteUnaligned(codes + r3, bytes.GetElement(3));
        Unsafe.WriteUnaligned(codes + r2, bytes.GetElement(2));
        Unsafe.WriteUnaligned(codes + r1, bytes.GetElement(1));
        Unsafe.WriteUnaligned(codes, bytes.GetElement(0));
    }

    /// <summary>The noise of four points of eight channels, [point, channel]. A method of its own: together with its caller it would exceed what the compiler inlines.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static unsafe void Draw(in PhiloxSchedule keys, in PhiloxGrid.Time time, in ChannelGroup group, uint* words)
    {
        PhiloxGrid.Next(in keys, in time, in group.Circuits, out var x0, out var x1, out var x2, out var x3);
        x0.Store(words);
        x1.Store(words + Lanes);
        x2.Store(words + (2 * Lanes));
        x3.Store(words + (3 * Lanes));
    }

    /// <summary>One Philox block for each of eight circuits, [word, circuit].</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static unsafe void Draw(in PhiloxSchedule keys, int time, Vector256<uint> circuits, int sample, int update, uint* words)
    {
        var (c0, c1, c2, c3) = (Vector256.Create((uint)time), circuits, Vector256.Create((uint)sample), Vector256.Create((uint)update));
        Philox.Next(in keys, ref c0, ref c1, ref c2, ref c3);
        c0.Store(words);
        c1.Store(words + Lanes);
        c2.Store(words + (2 * Lanes));
        c3.Store(words + (3 * Lanes));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Code(in ChannelGroup group, Vector256<float> membranes, Vector256<uint> random)
    {
        var noise = Vector256.ConvertToSingle(ByteSumGaussian.Sum(random)) * group.NoiseScale;
        var value = Vector256.FusedMultiplyAdd(group.Gain, membranes, group.Offset) + noise;

        // Values are finite, so that the native minimum and maximum agree on every processor. Adding 2^23 rounds to a whole number, halves to even,
        // and leaves it in the low bits.
        var clipped = Vector256.MinNative(Vector256.MaxNative(value, Vector256<float>.Zero), Vector256.Create(255f));
        return (clipped + Vector256.Create(8388608f)).AsInt32() - Vector256.Create(0x4B000000 + 128);
    }

    private void CheckLengths(int membranes, int codes)
    {
        if (codes != membranes || (_channels.Count == 0 ? membranes != 0 : membranes % _channels.Count != 0))
        {
            throw new ArgumentException(
                $"{membranes} membrane values and {codes} codes do not fit {_channels.Count} channels: pass [point, channel] arrays of equal length.");
        }
    }

    /// <summary>What stays the same over the points of eight channels.</summary>
    private readonly ref struct ChannelGroup(PhiloxGrid.Circuits circuits)
    {
        /// <summary>A field, so that it is passed without a copy.</summary>
        public readonly PhiloxGrid.Circuits Circuits = circuits;

        public Vector256<float> Gain { get; init; }

        public Vector256<float> Offset { get; init; }

        public Vector256<float> NoiseScale { get; init; }
    }
}
