using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Bss2.Trainer.Numerics.Gemm;

/// <summary>
/// Copies a matrix into panels [panel, depth, line]: lines are the rows of A or the columns of B, and a panel holds as many as a kernel's tile, the last
/// one filled up with zeros. The kernel then reads both operands from end to end. One of the two strides is 1: rows or columns that lie together.
/// </summary>
internal static unsafe class PanelPacking
{
    // So many steps of depth at once keep the pages of the source within the first level of the address cache, and whole lines of it in use.
    private const int DepthRun = 32;

    /// <summary>Lines rounded up to whole panels.</summary>
    public static int Padded(int lines, int width) => (lines + width - 1) / width * width;

    /// <summary>Writes Padded(lines, width) * depth floats.</summary>
    public static void Pack(float* source, int lines, int lineStride, int depth, int depthStride, int width, float* panels)
    {
        var whole = lines / width * width;
        if (lineStride == 1)
        {
            CopyLines(source, whole, depth, depthStride, width, panels);
        }
        else
        {
            TransposeLines(source, whole, lineStride, depth, width, panels);
        }

        if (whole < lines)
        {
            PackRest(source + ((nint)whole * lineStride), lines - whole, lineStride, depth, depthStride, width, panels + ((nint)whole * depth));
        }
    }

    private static void CopyLines(float* source, int whole, int depth, int depthStride, int width, float* panels)
    {
        for (var from = 0; from < depth; from += DepthRun)
        {
            var to = Math.Min(from + DepthRun, depth);
            for (var line = 0; line < whole; line += width)
            {
                var target = panels + ((nint)line * depth) + ((nint)from * width);
                for (var k = from; k < to; k++, target += width)
                {
                    var row = source + ((nint)k * depthStride) + line;
                    for (var lane = 0; lane < width; lane += Vector128<float>.Count)
                    {
                        Vector128.Load(row + lane).Store(target + lane);
                    }
                }
            }
        }
    }

    private static void TransposeLines(float* source, int whole, int lineStride, int depth, int width, float* panels)
    {
        for (var line = 0; line < whole; line += Vector128<float>.Count)
        {
            var from = source + ((nint)line * lineStride);
            var to = panels + ((nint)(line / width) * width * depth) + (line % width);
            var k = 0;
            for (; Sse.IsSupported && k + 4 <= depth; k += 4, from += 4, to += 4 * width)
            {
                Transpose4(from, lineStride, to, width);
            }

            for (; k < depth; k++, from++, to += width)
            {
                for (var lane = 0; lane < Vector128<float>.Count; lane++)
                {
                    to[lane] = from[(nint)lane * lineStride];
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose4(float* from, nint fromStride, float* to, nint toStride)
    {
        var (r0, r1, r2, r3) = (Vector128.Load(from), Vector128.Load(from + fromStride), Vector128.Load(from + (2 * fromStride)), Vector128.Load(from + (3 * fromStride)));
        var (low01, high01, low23, high23) = (Sse.UnpackLow(r0, r1), Sse.UnpackHigh(r0, r1), Sse.UnpackLow(r2, r3), Sse.UnpackHigh(r2, r3));
        Sse.MoveLowToHigh(low01, low23).Store(to);
        Sse.MoveHighToLow(low23, low01).Store(to + toStride);
        Sse.MoveLowToHigh(high01, high23).Store(to + (2 * toStride));
        Sse.MoveHighToLow(high23, high01).Store(to + (3 * toStride));
    }

    private static void PackRest(float* source, int lines, int lineStride, int depth, int depthStride, int width, float* panel)
    {
        for (var k = 0; k < depth; k++, panel += width)
        {
            var from = source + ((nint)k * depthStride);
            for (var lane = 0; lane < width; lane++)
            {
                panel[lane] = lane < lines ? from[(nint)lane * lineStride] : 0;
            }
        }
    }
}
