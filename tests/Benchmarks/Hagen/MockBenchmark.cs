using System.Globalization;
using Bss2.Benchmarks.Gemm;
using Bss2.Trainer.Perceptron;

namespace Bss2.Benchmarks.Hagen;

/// <summary>
/// A product of 1024 x 1024 with 2,000 vectors by the mock formula on one thread: rounding and checks of both operands, packing, eight tiles of inputs, rounding down and clipping of each. As a share of
/// the peak of one core, measured before and after each round, by processor time.
/// </summary>
internal static class MockBenchmark
{
    private const int Inputs = 1024, Outputs = 1024, Vectors = 2000;
    private const int Rounds = 15, WarmUp = 3, PeakSteps = 200_000;

    public static void Run()
    {
        Case("without noise", 0);
        Case("with noise", 2);
    }

    private static void Case(string name, double noise)
    {
        var session = new PerceptronSession { MockParameter = new MockParameter(noiseStd: noise) };
        float[] x = [.. Enumerable.Range(0, Vectors * Inputs).Select(k => (float)(k * 31 % 29))];
        float[] w = [.. Enumerable.Range(0, Inputs * Outputs).Select(k => (float)((k * 7919L % 127) - 63))];
        var operations = 2.0 * Inputs * Outputs * Vectors;
        var (rates, shares) = (new List<double>(), new List<double>());
        var before = FmaPeak.Measure(PeakSteps);
        for (var round = -WarmUp; round < Rounds; round++)
        {
            session.Restart();
            var (input, weights) = (session.Tensor(x, [Vectors, Inputs]), session.Tensor(w, [Inputs, Outputs]));
            var start = Environment.CpuUsage.TotalTime;
            session.Matmul(input, weights, mock: true);
            var rate = operations / (Environment.CpuUsage.TotalTime - start).TotalSeconds;
            var after = FmaPeak.Measure(PeakSteps);
            if (round >= 0)
            {
                rates.Add(rate / 1e9);
                shares.Add(200 * rate / (before + after));
            }

            before = after;
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"mock {name}: {Spread.Of(shares).Median:F1} % of the peak of one core, {Spread.Of(rates).Median:F1} GFLOP/s, {operations / 1e6 / Spread.Of(rates).Median:F1} ms"));
    }
}
