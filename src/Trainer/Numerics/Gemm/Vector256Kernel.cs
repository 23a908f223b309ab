using System.Runtime.Intrinsics;

namespace Bss2.Trainer.Numerics.Gemm;

/// <summary>A tile of 4 x 24: of the 16 registers of AVX2, twelve are sums, three hold a line of B, one an element of A.</summary>
internal sealed unsafe class Vector256Kernel : MicroKernel
{
    private const int Lanes = 8;
    private const int Height = 4;
    private const int Width = 3 * Lanes;

    public Vector256Kernel()
        : base(Height, Width, 256)
    {
    }

    public override void Run(float* left, float* right, int depth, float* target, int stride, bool accumulate)
    {
        var (c00, c01, c02) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
        var (c10, c11, c12) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
        var (c20, c21, c22) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
        var (c30, c31, c32) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
        if (accumulate)
        {
            var row = target;
            (c00, c01, c02) = (Vector256.Load(row), Vector256.Load(row + Lanes), Vector256.Load(row + (2 * Lanes)));
            row += stride;
            (c10, c11, c12) = (Vector256.Load(row), Vector256.Load(row + Lanes), Vector256.Load(row + (2 * Lanes)));
            row += stride;
            (c20, c21, c22) = (Vector256.Load(row), Vector256.Load(row + Lanes), Vector256.Load(row + (2 * Lanes)));
            row += stride;
            (c30, c31, c32) = (Vector256.Load(row), Vector256.Load(row + Lanes), Vector256.Load(row + (2 * Lanes)));
        }

        for (var end = left + ((nint)depth * Height); left < end; left += Height)
        {
            var (b0, b1, b2) = (Vector256.Load(right), Vector256.Load(right + Lanes), Vector256.Load(right + (2 * Lanes)));
            var a = Vector256.Create(left[0]);
            c00 = Vector256.FusedMultiplyAdd(a, b0, c00);
            c01 = Vector256.FusedMultiplyAdd(a, b1, c01);
            c02 = Vector256.FusedMultiplyAdd(a, b2, c02);
            a = Vector256.Create(left[1]);
            c10 = Vector256.FusedMultiplyAdd(a, b0, c10);
            c11 = Vector256.FusedMultiplyAdd(a, b1, c11);
            c12 = Vector256.FusedMultiplyAdd(a, b2, c12);
            a = Vector256.Create(left[2]);
            c20 = Vector256.FusedMultiplyAdd(a, b0, c20);
            c21 = Vector256.FusedMultiplyAdd(a, b1, c21);
            c22 = Vector256.FusedMultiplyAdd(a, b2, c22);
            a = Vector256.Create(left[3]);
            c30 = Vector256.FusedMultiplyAdd(a, b0, c30);
            c31 = Vector256.FusedMultiplyAdd(a, b1, c31);
            c32 = Vector256.FusedMultiplyAdd(a, b2, c32);
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
    }
}
