using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Bss2.Chip.Gemm;

/// <summary>A tile of 8 x 48: 24 of the 32 registers of AVX-512 are sums, three hold a line of B, one an element of A.</summary>
internal sealed unsafe class Vector512Kernel : MicroKernel
{
    private const int Lanes = 16;
    private const int Height = 8;
    private const int Width = 3 * Lanes;

    public Vector512Kernel()
        : base(Height, Width, 392)
    {
    }

    public override void Run(float* left, float* right, int depth, float* target, int stride, bool accumulate)
    {
        var (c00, c01, c02) = (Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero);
        var (c10, c11, c12) = (Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero);
        var (c20, c21, c22) = (Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero);
        var (c30, c31, c32) = (Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero);
        var (c40, c41, c42) = (Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero);
        var (c50, c51, c52) = (Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero);
        var (c60, c61, c62) = (Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero);
        var (c70, c71, c72) = (Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero);
        if (accumulate)
        {
            var row = target;
            (c00, c01, c02) = (Vector512.Load(row), Vector512.Load(row + Lanes), Vector512.Load(row + (2 * Lanes)));
            row += stride;
            (c10, c11, c12) = (Vector512.Load(row), Vector512.Load(row + Lanes), Vector512.Load(row + (2 * Lanes)));
            row += stride;
            (c20, c21, c22) = (Vector512.Load(row), Vector512.Load(row + Lanes), Vector512.Load(row + (2 * Lanes)));
            row += stride;
            (c30, c31, c32) = (Vector512.Load(row), Vector512.Load(row + Lanes), Vector512.Load(row + (2 * Lanes)));
            row += stride;
            (c40, c41, c42) = (Vector512.Load(row), Vector512.Load(row + Lanes), Vector512.Load(row + (2 * Lanes)));
            row += stride;
            (c50, c51, c52) = (Vector512.Load(row), Vector512.Load(row + Lanes), Vector512.Load(row + (2 * Lanes)));
            row += stride;
            (c60, c61, c62) = (Vector512.Load(row), Vector512.Load(row + Lanes), Vector512.Load(row + (2 * Lanes)));
            row += stride;
            (c70, c71, c72) = (Vector512.Load(row), Vector512.Load(row + Lanes), Vector512.Load(row + (2 * Lanes)));
        }

        var k = 0;
        for (; k <= depth - 4; k += 4, left += 4 * Height, right += 4 * Width)
        {
            Step(left, right, ref c00, ref c01, ref c02, ref c10, ref c11, ref c12, ref c20, ref c21, ref c22, ref c30, ref c31, ref c32, ref c40, ref c41, ref c42, ref c50, ref c51, ref c52, ref c60, ref c61, ref c62, ref c70, ref c71, ref c72);
            Step(left + Height, right + Width, ref c00, ref c01, ref c02, ref c10, ref c11, ref c12, ref c20, ref c21, ref c22, ref c30, ref c31, ref c32, ref c40, ref c41, ref c42, ref c50, ref c51, ref c52, ref c60, ref c61, ref c62, ref c70, ref c71, ref c72);
            Step(left + (2 * Height), right + (2 * Width), ref c00, ref c01, ref c02, ref c10, ref c11, ref c12, ref c20, ref c21, ref c22, ref c30, ref c31, ref c32, ref c40, ref c41, ref c42, ref c50, ref c51, ref c52, ref c60, ref c61, ref c62, ref c70, ref c71, ref c72);
            Step(left + (3 * Height), right + (3 * Width), ref c00, ref c01, ref c02, ref c10, ref c11, ref c12, ref c20, ref c21, ref c22, ref c30, ref c31, ref c32, ref c40, ref c41, ref c42, ref c50, ref c51, ref c52, ref c60, ref c61, ref c62, ref c70, ref c71, ref c72);
        }

        for (; k < depth; k++, left += Height, right += Width)
        {
            Step(left, right, ref c00, ref c01, ref c02, ref c10, ref c11, ref c12, ref c20, ref c21, ref c22, ref c30, ref c31, ref c32, ref c40, ref c41, ref c42, ref c50, ref c51, ref c52, ref c60, ref c61, ref c62, ref c70, ref c71, ref c72);
        }

        c00.Store(target);
        c01.Store(target + Lanes);
        c02.Store(target + (2 * Lanes));
        target += stride;
        c10.Store(target);
        c11.Store(target + Lanes);
        c12.Store(target + (2 * Lanes));
        target += stride;
        c20.Store(target);
        c21.Store(target + Lanes);
        c22.Store(target + (2 * Lanes));
        target += stride;
        c30.Store(target);
        c31.Store(target + Lanes);
        c32.Store(target + (2 * Lanes));
        target += stride;
        c40.Store(target);
        c41.Store(target + Lanes);
        c42.Store(target + (2 * Lanes));
        target += stride;
        c50.Store(target);
        c51.Store(target + Lanes);
        c52.Store(target + (2 * Lanes));
        target += stride;
        c60.Store(target);
        c61.Store(target + Lanes);
        c62.Store(target + (2 * Lanes));
        target += stride;
        c70.Store(target);
        c71.Store(target + Lanes);
        c72.Store(target + (2 * Lanes));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step(
        float* left,
        float* right,
        ref Vector512<float> c00, ref Vector512<float> c01, ref Vector512<float> c02,
        ref Vector512<float> c10, ref Vector512<float> c11, ref Vector512<float> c12,
        ref Vector512<float> c20, ref Vector512<float> c21, ref Vector512<float> c22,
        ref Vector512<float> c30, ref Vector512<float> c31, ref Vector512<float> c32,
        ref Vector512<float> c40, ref Vector512<float> c41, ref Vector512<float> c42,
        ref Vector512<float> c50, ref Vector512<float> c51, ref Vector512<float> c52,
        ref Vector512<float> c60, ref Vector512<float> c61, ref Vector512<float> c62,
        ref Vector512<float> c70, ref Vector512<float> c71, ref Vector512<float> c72)
    {
        var (b0, b1, b2) = (Vector512.Load(right), Vector512.Load(right + Lanes), Vector512.Load(right + (2 * Lanes)));
        var a = Vector512.Create(left[0]);
        c00 = Vector512.FusedMultiplyAdd(a, b0, c00);
        c01 = Vector512.FusedMultiplyAdd(a, b1, c01);
        c02 = Vector512.FusedMultiplyAdd(a, b2, c02);
        a = Vector512.Create(left[1]);
        c10 = Vector512.FusedMultiplyAdd(a, b0, c10);
        c11 = Vector512.FusedMultiplyAdd(a, b1, c11);
        c12 = Vector512.FusedMultiplyAdd(a, b2, c12);
        a = Vector512.Create(left[2]);
        c20 = Vector512.FusedMultiplyAdd(a, b0, c20);
        c21 = Vector512.FusedMultiplyAdd(a, b1, c21);
        c22 = Vector512.FusedMultiplyAdd(a, b2, c22);
        a = Vector512.Create(left[3]);
        c30 = Vector512.FusedMultiplyAdd(a, b0, c30);
        c31 = Vector512.FusedMultiplyAdd(a, b1, c31);
        c32 = Vector512.FusedMultiplyAdd(a, b2, c32);
        a = Vector512.Create(left[4]);
        c40 = Vector512.FusedMultiplyAdd(a, b0, c40);
        c41 = Vector512.FusedMultiplyAdd(a, b1, c41);
        c42 = Vector512.FusedMultiplyAdd(a, b2, c42);
        a = Vector512.Create(left[5]);
        c50 = Vector512.FusedMultiplyAdd(a, b0, c50);
        c51 = Vector512.FusedMultiplyAdd(a, b1, c51);
        c52 = Vector512.FusedMultiplyAdd(a, b2, c52);
        a = Vector512.Create(left[6]);
        c60 = Vector512.FusedMultiplyAdd(a, b0, c60);
        c61 = Vector512.FusedMultiplyAdd(a, b1, c61);
        c62 = Vector512.FusedMultiplyAdd(a, b2, c62);
        a = Vector512.Create(left[7]);
        c70 = Vector512.FusedMultiplyAdd(a, b0, c70);
        c71 = Vector512.FusedMultiplyAdd(a, b1, c71);
        c72 = Vector512.FusedMultiplyAdd(a, b2, c72);
    }
}
