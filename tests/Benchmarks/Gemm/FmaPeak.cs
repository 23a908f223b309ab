using System.Runtime.Intrinsics;

namespace Bss2.Benchmarks.Gemm;

/// <summary>
/// Floating-point operations a second of processor time that one core reaches with fused multiply-adds on registers alone, at the widest vector that it has: twelve
/// independent chains (24 at 512 bits, where there are registers for them), more than latency times pipes of any processor of today.
/// </summary>
internal static class FmaPeak
{
    /// <summary>Operations a second over about this many fused multiply-adds of vectors.</summary>
    public static double Measure(int steps)
    {
        var start = Environment.CpuUsage.TotalTime;
        var (lanes, chains, rest) = Vector512.IsHardwareAccelerated ? (16, 24, Chains512(steps)) : Vector256.IsHardwareAccelerated ? (8, 12, Chains256(steps)) : (4, 12, Chains128(steps));
        var seconds = (Environment.CpuUsage.TotalTime - start).TotalSeconds;
        return rest > 0 ? 2.0 * lanes * chains * steps / seconds : throw new InvalidOperationException("The chains shrank to nothing.");
    }

    private static float Chains512(int steps)
    {
        var (a, b) = (Vector512.Create(0.999f), Vector512.Create(0.001f));
        var (c0, c1, c2, c3, c4, c5, c6, c7) = (a, a, a, a, a, a, a, a);
        var (d0, d1, d2, d3, d4, d5, d6, d7) = (a, a, a, a, a, a, a, a);
        var (e0, e1, e2, e3, e4, e5, e6, e7) = (a, a, a, a, a, a, a, a);
        for (var k = 0; k < steps; k++)
        {
            c0 = Vector512.FusedMultiplyAdd(a, c0, b);
            c1 = Vector512.FusedMultiplyAdd(a, c1, b);
            c2 = Vector512.FusedMultiplyAdd(a, c2, b);
            c3 = Vector512.FusedMultiplyAdd(a, c3, b);
            c4 = Vector512.FusedMultiplyAdd(a, c4, b);
            c5 = Vector512.FusedMultiplyAdd(a, c5, b);
            c6 = Vector512.FusedMultiplyAdd(a, c6, b);
            c7 = Vector512.FusedMultiplyAdd(a, c7, b);
            d0 = Vector512.FusedMultiplyAdd(a, d0, b);
            d1 = Vector512.FusedMultiplyAdd(a, d1, b);
            d2 = Vector512.FusedMultiplyAdd(a, d2, b);
            d3 = Vector512.FusedMultiplyAdd(a, d3, b);
            d4 = Vector512.FusedMultiplyAdd(a, d4, b);
            d5 = Vector512.FusedMultiplyAdd(a, d5, b);
            d6 = Vector512.FusedMultiplyAdd(a, d6, b);
            d7 = Vector512.FusedMultiplyAdd(a, d7, b);
            e0 = Vector512.FusedMultiplyAdd(a, e0, b);
            e1 = Vector512.FusedMultiplyAdd(a, e1, b);
            e2 = Vector512.FusedMultiplyAdd(a, e2, b);
            e3 = Vector512.FusedMultiplyAdd(a, e3, b);
            e4 = Vector512.FusedMultiplyAdd(a, e4, b);
            e5 = Vector512.FusedMultiplyAdd(a, e5, b);
            e6 = Vector512.FusedMultiplyAdd(a, e6, b);
            e7 = Vector512.FusedMultiplyAdd(a, e7, b);
        }

        return Vector512.Sum(c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + d0 + d1 + d2 + d3 + d4 + d5 + d6 + d7 + e0 + e1 + e2 + e3 + e4 + e5 + e6 + e7);
    }

    private static float Chains256(int steps)
    {
        var (a, b) = (Vector256.Create(0.999f), Vector256.Create(0.001f));
        var (c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11) = (a, a, a, a, a, a, a, a, a, a, a, a);
        for (var k = 0; k < steps; k++)
        {
            c0 = Vector256.FusedMultiplyAdd(a, c0, b);
            c1 = Vector256.FusedMultiplyAdd(a, c1, b);
            c2 = Vector256.FusedMultiplyAdd(a, c2, b);
            c3 = Vector256.FusedMultiplyAdd(a, c3, b);
            c4 = Vector256.FusedMultiplyAdd(a, c4, b);
            c5 = Vector256.FusedMultiplyAdd(a, c5, b);
            c6 = Vector256.FusedMultiplyAdd(a, c6, b);
            c7 = Vector256.FusedMultiplyAdd(a, c7, b);
            c8 = Vector256.FusedMultiplyAdd(a, c8, b);
            c9 = Vector256.FusedMultiplyAdd(a, c9, b);
            c10 = Vector256.FusedMultiplyAdd(a, c10, b);
            c11 = Vector256.FusedMultiplyAdd(a, c11, b);
        }

        return Vector256.Sum(c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + c10 + c11);
    }

    private static float Chains128(int steps)
    {
        var (a, b) = (Vector128.Create(0.999f), Vector128.Create(0.001f));
        var (c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11) = (a, a, a, a, a, a, a, a, a, a, a, a);
        for (var k = 0; k < steps; k++)
        {
            c0 = Vector128.FusedMultiplyAdd(a, c0, b);
            c1 = Vector128.FusedMultiplyAdd(a, c1, b);
            c2 = Vector128.FusedMultiplyAdd(a, c2, b);
            c3 = Vector128.FusedMultiplyAdd(a, c3, b);
            c4 = Vector128.FusedMultiplyAdd(a, c4, b);
            c5 = Vector128.FusedMultiplyAdd(a, c5, b);
            c6 = Vector128.FusedMultiplyAdd(a, c6, b);
            c7 = Vector128.FusedMultiplyAdd(a, c7, b);
            c8 = Vector128.FusedMultiplyAdd(a, c8, b);
            c9 = Vector128.FusedMultiplyAdd(a, c9, b);
            c10 = Vector128.FusedMultiplyAdd(a, c10, b);
            c11 = Vector128.FusedMultiplyAdd(a, c11, b);
        }

        return Vector128.Sum(c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + c10 + c11);
    }
}
