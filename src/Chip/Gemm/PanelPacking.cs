using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Bss2.Chip.Gemm;

/// <summary>
/// Copies a matrix into panels [panel, depth, line]: lines are the rows of A or the columns of B, and a panel holds as many as a kernel's tile, the last
/// one filled up with zeros. The kernel then reads both operands from end to end. One of the two strides is 1: rows or columns that lie together.
/// </summary>
internal static unsafe class PanelPacking
{
    // So many steps of depth at once keep the pages of the source within the first level of the address cache, and whole lines of it in use.
    private const int DepthRun = 32;

    // How far ahead of the transposition its source is asked for, in floats along a line: four cache lines.
    private const int Ahead = 64;

    /// <summary>Lines rounded up to whole panels.</summary>
    public static int Padded(int lines, int width) => (lines + width - 1) / width * width;

    /// <summary>
    /// Writes Padded(lines, width) * depth floats, [depth block, panel, depth in the block, line in the panel], blocks <paramref name="depthBlock"/> deep.
    /// </summary>
    public static void Pack(float* source, int lines, int lineStride, int depth, int depthStride, int width, int depthBlock, float* panels)
    {
        var padded = Padded(lines, width);
        var whole = lines / width * width;
        for (var line = 0; line < whole && lineStride != 1; line += width)
        {
            // Panel by panel over the whole depth, so that the processor sees long streams.
            for (var from = 0; from < depth; from += depthBlock)
            {
                var block = Math.Min(depthBlock, depth - from);
                TransposePanel(
                    source + ((nint)line * lineStride) + ((nint)from * depthStride), lineStride, block, depthStride, width,
                    panels + ((nint)from * padded) + ((nint)line * block));
            }
        }

        for (var from = 0; from < depth; from += depthBlock)
        {
            var block = Math.Min(depthBlock, depth - from);
            var corner = source + ((nint)from * depthStride);
            var target = panels + ((nint)from * padded);
            if (lineStride == 1)
            {
                CopyLines(corner, whole, block, depthStride, width, target);
            }

            if (whole < lines)
            {
                PackRest(corner + ((nint)whole * lineStride), lines - whole, lineStride, block, depthStride, width, target + ((nint)whole * block));
            }
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
                    Prefetch.Soon(row + (2 * width));
                    for (var lane = 0; lane < width; lane += Vector128<float>.Count)
                    {
                        Vector128.Load(row + lane).Store(target + lane);
                    }
                }
            }
        }
    }

    /// <summary>One panel: <paramref name="lines"/> of them, no more than <paramref name="width"/>, and zeros beyond.</summary>
    public static void PackPanel(float* source, int lines, int lineStride, int depth, int depthStride, int width, float* panel)
    {
        if (lines == width)
        {
            TransposePanel(source, lineStride, depth, depthStride, width, panel);
        }
        else
        {
            PackRest(source, lines, lineStride, depth, depthStride, width, panel);
        }
    }

    private static void TransposePanel(float* source, int lineStride, int depth, int depthStride, int width, float* panel)
    {
        // A cache line of every source line at a time: what is written then stays near until it is complete.
        for (var from = 0; from < depth; from += Prefetch.LineFloats)
        {
            var run = Math.Min(Prefetch.LineFloats, depth - from);
            var line = 0;
            for (; Avx.IsSupported && depthStride == 1 && line <= width - 8; line += 8)
            {
                TransposeEight(source + ((nint)line * lineStride) + from, lineStride, run, width, panel + ((nint)from * width) + line);
            }

            for (; line < width; line += Vector128<float>.Count)
            {
                TransposeFour(source + ((nint)line * lineStride) + ((nint)from * depthStride), lineStride, run, depthStride, width, panel + ((nint)from * width) + line);
            }
        }
    }

    private static void TransposeEight(float* from, int lineStride, int depth, int width, float* to)
    {
        for (var line = 0; line < 8; line++)
        {
            Prefetch.Soon(from + ((nint)line * lineStride) + Ahead);
        }

        var k = 0;
        for (; k <= depth - 8; k += 8, from += 8, to += 8 * width)
        {
            Transpose4x8(from, lineStride, to, width);
            Transpose4x8(from + 4, lineStride, to + (4 * width), width);
        }

        for (; k < depth; k++, from++, to += width)
        {
            for (var lane = 0; lane < 8; lane++)
            {
                to[lane] = from[(nint)lane * lineStride];
            }
        }
    }

    // Four steps of eight lines: lines 0 to 3 are the lower halves, so that the shuffles of a half give a step's eight in order.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose4x8(float* from, nint fromStride, float* to, nint toStride)
    {
        var (r0, r1) = (Halves(from, from + (4 * fromStride)), Halves(from + fromStride, from + (5 * fromStride)));
        var (r2, r3) = (Halves(from + (2 * fromStride), from + (6 * fromStride)), Halves(from + (3 * fromStride), from + (7 * fromStride)));
        var (low01, high01, low23, high23) = (Avx.UnpackLow(r0, r1), Avx.UnpackHigh(r0, r1), Avx.UnpackLow(r2, r3), Avx.UnpackHigh(r2, r3));
        Avx.UnpackLow(low01.AsDouble(), low23.AsDouble()).AsSingle().Store(to);
        Avx.UnpackHigh(low01.AsDouble(), low23.AsDouble()).AsSingle().Store(to + toStride);
        Avx.UnpackLow(high01.AsDouble(), high23.AsDouble()).AsSingle().Store(to + (2 * toStride));
        Avx.UnpackHigh(high01.AsDouble(), high23.AsDouble()).AsSingle().Store(to + (3 * toStride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Halves(float* lower, float* upper) => Vector256.Create(Vector128.Load(lower), Vector128.Load(upper));

    private static void TransposeFour(float* from, int lineStride, int depth, int depthStride, int width, float* to)
    {
        for (var line = 0; line < Vector128<float>.Count; line++)
        {
            Prefetch.Soon(from + ((nint)line * lineStride) + Ahead);
        }

        var k = 0;
        for (; Sse.IsSupported && depthStride == 1 && k <= depth - 4; k += 4, from += 4, to += 4 * width)
        {
            Transpose4(from, lineStride, to, width);
        }

        for (; k < depth; k++, from += depthStride, to += width)
        {
            for (var lane = 0; lane < Vector128<float>.Count; lane++)
            {
                to[lane] = from[(nint)lane * lineStride];
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
