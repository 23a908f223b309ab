using System.Runtime.Intrinsics;

namespace Bss2.Trainer.Numerics.Gemm;

/// <summary>A tile of 8 x 48: 24 of the 32 registers of AVX-512 are sums, three hold a line of B.</summary>
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

        for (var end = left + ((nint)depth * Height); left < end; left += Height)
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
            right += Width;
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
}
