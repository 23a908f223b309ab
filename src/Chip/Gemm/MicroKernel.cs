using System.Runtime.Intrinsics;

namespace Bss2.Chip.Gemm;

/// <summary>
/// The innermost product: one tile [row, column] of C from one panel of A [depth, row] and one of B [depth, column]. Every element is the chain
/// c = fma(a, b, c) over ascending depth, started by what stands in C or by zero, so that all kernels give the same bits; they differ in the size of
/// the tile that their registers hold, and with it in the layout of the panels.
/// </summary>
internal abstract unsafe class MicroKernel
{
    // Steps that a kernel takes in one turn.
    private const int DepthUnit = 4;

    private protected MicroKernel(int rows, int columns, int depthLimit)
    {
        (Rows, Columns, DepthLimit) = (rows, columns, depthLimit);
    }

    /// <summary>The widest kernel that this processor runs in hardware.</summary>
    public static MicroKernel Best { get; } = Choose();

    /// <summary>Every kernel; those beyond the processor's width run in software and give the same bits.</summary>
    public static IReadOnlyList<MicroKernel> All { get; } = [new ScalarKernel(), new Vector128Kernel(), new Vector256Kernel(), new Vector512Kernel()];

    /// <summary>Rows of the tile, the width of a panel of A.</summary>
    public int Rows { get; }

    /// <summary>Columns of the tile, the width of a panel of B.</summary>
    public int Columns { get; }

    /// <summary>The greatest depth of a panel: what of B keeps its place in the nearest caches while rows pass by. No result depends on it.</summary>
    public int DepthLimit { get; }

    /// <summary>A depth in equal blocks of no more than the limit: a short last one would spend its time on loading and storing sums.</summary>
    public int DepthBlock(int depth)
    {
        var blocks = Math.Max((depth + DepthLimit - 1) / DepthLimit, 1);
        var even = (depth + blocks - 1) / blocks;
        return Math.Clamp((even + DepthUnit - 1) / DepthUnit * DepthUnit, DepthUnit, DepthLimit);
    }

    /// <summary>Writes, or where <paramref name="accumulate"/> is true adds to, <see cref="Rows"/> rows of <see cref="Columns"/> floats, <paramref name="stride"/> floats apart.</summary>
    public abstract void Run(float* left, float* right, int depth, float* target, int stride, bool accumulate);

    private static MicroKernel Choose() =>
        Vector512.IsHardwareAccelerated ? new Vector512Kernel()
        : Vector256.IsHardwareAccelerated ? new Vector256Kernel()
        : Vector128.IsHardwareAccelerated ? new Vector128Kernel()
        : new ScalarKernel();
}
