using System.Globalization;
using Bss2.Chip.Gemm;
using Bss2.Chip.Randomness;

namespace Bss2.Benchmarks.Gemm;

/// <summary>
/// The matrix product of one thread as a share of the peak that one core reaches in the same run: both operands packed before, the weight packed before,
/// and both packed in the call. Each product stands between two measurements of the peak, so that a change of the machine's speed meets both.
/// Times are of the processor, not of the clock on the wall: one that neighbours lengthen hits long rounds more often than short ones.
/// </summary>
internal static class GemmBenchmark
{
    private const int WarmUp = 3;
    private const int PeakSteps = 200_000;

    // About as many operations for each shape, so that a round is a few milliseconds at the small one and enough rounds remain at the large one.
    private const double OperationsPerCase = 4e10;

    public static void Run()
    {
        Console.WriteLine($"kernel: {MicroKernel.Best.GetType().Name}, tile {MicroKernel.Best.Rows} x {MicroKernel.Best.Columns}, depth blocks up to {MicroKernel.Best.DepthLimit}");
        Shape("x W^T, 128 x 784 x 1000", 128, 784, 1000, false, true);
        Shape("dY^T X, 1000 x 128 x 784", 1000, 128, 784, true, false);
        Shape("x W^T, 2000 x 1024 x 1024", 2000, 1024, 1024, false, true);
        Shape("x W, 2000 x 1024 x 1024", 2000, 1024, 1024, false, false);
        Shape("x W^T, 16 x 784 x 1000", 16, 784, 1000, false, true);
    }

    private static void Shape(string name, int rows, int depth, int columns, bool leftTransposed, bool rightTransposed)
    {
        float[] a = Values(rows * depth, 1), b = Values(depth * columns, 2), c = new float[rows * columns];
        MatrixView Left() => leftTransposed ? new MatrixView(a, depth, rows).Transposed : new MatrixView(a, rows, depth);
        MatrixView Right() => rightTransposed ? new MatrixView(b, columns, depth).Transposed : new MatrixView(b, depth, columns);
        MatrixTarget Target() => new(c, rows, columns);
        var (left, right, workspace) = (new PackedLeft(), new PackedRight(), new ProductWorkspace());
        left.Pack(Left());
        right.Pack(Right());
        var operations = 2.0 * rows * depth * columns;
        Case($"{name}, both packed before", operations, () => MatrixProduct.Multiply(left, right, Target()));
        Case($"{name}, B packed before", operations, () => MatrixProduct.Multiply(Left(), right, Target(), workspace));
        Case($"{name}, both packed in the call", operations, () => MatrixProduct.Multiply(Left(), Right(), Target(), workspace));
    }

    private static void Case(string name, double operations, Action product)
    {
        var rounds = (int)Math.Clamp(OperationsPerCase / operations, 11, 401);
        var (rates, peaks, shares) = (new double[rounds], new double[rounds], new double[rounds]);
        var before = FmaPeak.Measure(PeakSteps);
        for (var round = -WarmUp; round < rounds; round++)
        {
            var start = Environment.CpuUsage.TotalTime;
            product();
            var rate = operations / (Environment.CpuUsage.TotalTime - start).TotalSeconds;
            var after = FmaPeak.Measure(PeakSteps);
            if (round >= 0)
            {
                (rates[round], peaks[round]) = (rate / 1e9, (before + after) / 2e9);
                shares[round] = 100 * rates[round] / peaks[round];
            }

            before = after;
        }

        var (share, quarters) = (Spread.Of(shares), shares.Order().ToArray());
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-48} {share.Median,5:F1} % of the peak (half of {rounds} rounds {quarters[rounds / 4]:F1} to {quarters[rounds * 3 / 4]:F1}), {Spread.Of(rates).Median:F1} of {Spread.Of(peaks).Median:F1} GFLOP/s, {operations / 1e6 / Spread.Of(rates).Median:F2} ms"));
    }

    private static float[] Values(int length, uint stream)
    {
        var values = new float[length];
        for (var k = 0; k < length; k++)
        {
            values[k] = (float)(Philox.ToUniform(Philox.Next(new StreamKey(7, 9), (uint)k, stream, 0, 0).X0) - 0.5);
        }

        return values;
    }
}
