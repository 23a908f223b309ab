using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Bss2.Chip.Gemm;

/// <summary>
/// A tile of 4 x 24: of the 16 registers of AVX2, twelve are sums, three hold a line of B, one an element of A. A tile of 6 x 16 is as fast, but four
/// divides the usual numbers of samples. Four steps in one turn, at constant distances from two pointers: where two threads share a core's decoder, a turn
/// or an address for each step costs a tenth of the speed.
/// </summary>
internal sealed unsafe class Vector256Kernel : MicroKernel
{
    private const int Lanes = 8;
    private const int Height = 4;
    private const int Width = 3 * Lanes;

    public Vector256Kernel()
        : base(Height, Width, 288)
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

        var k = 0;
        for (; k <= depth - 4; k += 4, left += 4 * Height, right += 4 * Width)
        {
            Step(left, right, 0, ref c00, ref c01, ref c02, ref c10, ref c11, ref c12, ref c20, ref c21, ref c22, ref c30, ref c31, ref c32);
            Step(left, right, 1, ref c00, ref c01, ref c02, ref c10, ref c11, ref c12, ref c20, ref c21, ref c22, ref c30, ref c31, ref c32);
            Step(left, right, 2, ref c00, ref c01, ref c02, ref c10, ref c11, ref c12, ref c20, ref c21, ref c22, ref c30, ref c31, ref c32);
            Step(left, right, 3, ref c00, ref c01, ref c02, ref c10, ref c11, ref c12, ref c20, ref c21, ref c22, ref c30, ref c31, ref c32);
        }

        for (; k < depth; k++, left += Height, right += Width)
        {
            Step(left, right, 0, ref c00, ref c01, ref c02, ref c10, ref c11, ref c12, ref c20, ref c21, ref c22, ref c30, ref c31, ref c32);
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step(
        float* left,
        float* right,
        int step,
        ref Vector256<float> c00, ref Vector256<float> c01, ref Vector256<float> c02,
        ref Vector256<float> c10, ref Vector256<float> c11, ref Vector256<float> c12,
        ref Vector256<float> c20, ref Vector256<float> c21, ref Vector256<float> c22,
        ref Vector256<float> c30, ref Vector256<float> c31, ref Vector256<float> c32)
    {
        var (b0, b1, b2) = (Vector256.Load(right + (step * Width)), Vector256.Load(right + ((step * Width) + Lanes)), Vector256.Load(right + ((step * Width) + (2 * Lanes))));
        var a = Vector256.Create(left[step * Height]);
        c00 = Vector256.FusedMultiplyAdd(a, b0, c00);
        c01 = Vector256.FusedMultiplyAdd(a, b1, c01);
        c02 = Vector256.FusedMultiplyAdd(a, b2, c02);
        a = Vector256.Create(left[(step * Height) + 1]);
        c10 = Vector256.FusedMultiplyAdd(a, b0, c10);
        c11 = Vector256.FusedMultiplyAdd(a, b1, c11);
        c12 = Vector256.FusedMultiplyAdd(a, b2, c12);
        a = Vector256.Create(left[(step * Height) + 2]);
        c20 = Vector256.FusedMultiplyAdd(a, b0, c20);
        c21 = Vector256.FusedMultiplyAdd(a, b1, c21);
        c22 = Vector256.FusedMultiplyAdd(a, b2, c22);
        a = Vector256.Create(left[(step * Height) + 3]);
        c30 = Vector256.FusedMultiplyAdd(a, b0, c30);
        c31 = Vector256.FusedMultiplyAdd(a, b1, c31);
        c32 = Vector256.FusedMultiplyAdd(a, b2, c32);
    }
}
