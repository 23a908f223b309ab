using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Bss2.Chip.Randomness;

namespace Bss2.Chip.Circuits;

/// <summary>
/// Cheap normal deviates from bytes. The membrane averages about thirty kicks, so the sum of two uniform bytes is Gaussian enough for each
/// (a triangle; filtered, its excess kurtosis is about −0.02). Single draws use the sum of four bytes, which ends at 3.45 sigma.
/// Counters: (time, circuit, sample, update).
/// </summary>
internal static unsafe class MembraneNoise
{
    /// <summary>Sigma of the sum of two uniform bytes: sqrt(2·(256² − 1)/12).</summary>
    public const double TwoByteSigma = 104.51076499576449;

    /// <summary>Mean of the sum of two uniform bytes.</summary>
    public const float TwoByteMean = 255;

    /// <summary>Sigma of the sum of four uniform bytes: sqrt(4·(256² − 1)/12).</summary>
    public const double FourByteSigma = 147.80054127099805;

    /// <summary>Steps that one Philox block serves.</summary>
    public const int StepsPerBlock = 8;

    private const uint InitialTime = uint.MaxValue;

    /// <summary>
    /// Draws for eight steps of eight columns each: [group][word][lane], each word the sums of two bytes for two steps (low half first).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fill(in PhiloxSchedule key, uint time, uint firstCircuit, uint sample, uint update, int groups, uint* sums)
    {
        var pairs = Vector256.Create(0x00FF00FFu);
        for (var group = 0; group < groups; group++)
        {
            Draw(in key, time, firstCircuit + (uint)(8 * group), sample, update, out var c0, out var c1, out var c2, out var c3);
            var target = sums + (group * 32);
            ((c0 & pairs) + (Vector256.ShiftRightLogical(c0, 8) & pairs)).Store(target);
            ((c1 & pairs) + (Vector256.ShiftRightLogical(c1, 8) & pairs)).Store(target + 8);
            ((c2 & pairs) + (Vector256.ShiftRightLogical(c2, 8) & pairs)).Store(target + 16);
            ((c3 & pairs) + (Vector256.ShiftRightLogical(c3, 8) & pairs)).Store(target + 24);
        }
    }

    /// <summary>Adds stationary noise to resting membranes: the state that a run finds.</summary>
    public static void Start(in PhiloxSchedule key, uint firstCircuit, uint sample, uint update, int groups, float* membrane)
    {
        var bytes = Vector256.Create(0xFFu);
        var scale = Vector256.Create((float)(CircuitConstants.MembraneNoiseLsb / FourByteSigma));
        for (var group = 0; group < groups; group++)
        {
            Draw(in key, InitialTime, firstCircuit + (uint)(8 * group), sample, update, out var c0, out _, out _, out _);
            var sum = (c0 & bytes) + (Vector256.ShiftRightLogical(c0, 8) & bytes)
                + (Vector256.ShiftRightLogical(c0, 16) & bytes) + Vector256.ShiftRightLogical(c0, 24);
            var centred = Vector256.ConvertToSingle(sum.AsInt32()) - Vector256.Create(2 * TwoByteMean);
            (Vector256.Load(membrane + (8 * group)) + (centred * scale)).Store(membrane + (8 * group));
        }
    }

    /// <summary>One deviate of unit sigma for the threshold, within ±3.45.</summary>
    public static float Threshold(StreamKey key, uint time, uint circuit, uint sample, uint update)
    {
        var word = Philox.Next(key, time, circuit, sample, update).X0;
        var sum = (word & 0xFF) + ((word >> 8) & 0xFF) + ((word >> 16) & 0xFF) + (word >> 24);
        return (float)((sum - (2.0 * TwoByteMean)) / FourByteSigma);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Draw(
        in PhiloxSchedule key, uint time, uint firstCircuit, uint sample, uint update, out Vector256<uint> c0, out Vector256<uint> c1, out Vector256<uint> c2, out Vector256<uint> c3)
    {
        c0 = Vector256.Create(time);
        c1 = Vector256.Create(firstCircuit) + Vector256.Create(0u, 1, 2, 3, 4, 5, 6, 7);
        c2 = Vector256.Create(sample);
        c3 = Vector256.Create(update);
        Philox.Next(in key, ref c0, ref c1, ref c2, ref c3);
    }
}
