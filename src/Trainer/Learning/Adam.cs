using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Bss2.Trainer.Numerics;

namespace Bss2.Trainer.Learning;

/// <summary>
/// Adam (Kingma and Ba 2015) with PyTorch's arrangement of bias correction and epsilon:
/// m += (1 − β1)(g − m); v = β2 v + (1 − β2) g²; w −= rate/(1 − β1ᵗ) · m / (√v / √(1 − β2ᵗ) + ε). State and arithmetic in the precision of each parameter.
/// </summary>
public sealed class Adam : Optimiser
{
    private readonly double _beta1;
    private readonly double _beta2;
    private readonly double _epsilon;
    private readonly Array[] _means;
    private readonly Array[] _squares;

    public Adam(IReadOnlyList<Parameter> parameters, double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8)
        : base(parameters, learningRate)
    {
        (_beta1, _beta2, _epsilon) = (beta1, beta2, epsilon);
        (_means, _squares) = (AddSlots("adam.mean"), AddSlots("adam.square"));
    }

    private protected override void Update<T>(int parameter, T[] values, T[] gradient)
    {
        var (means, squares) = ((T[])_means[parameter], (T[])_squares[parameter]);
        var rates = new Rates<T>(
            T.CreateTruncating(1 - _beta1),
            T.CreateTruncating(_beta2),
            T.CreateTruncating(1 - _beta2),
            T.CreateTruncating(RateOf(parameter) / (1 - Power(_beta1, StepCount))),
            T.CreateTruncating(Math.Sqrt(1 - Power(_beta2, StepCount))),
            T.CreateTruncating(_epsilon));
        Stretches.Run(values.Length, (from, count) =>
        {
            var done = rates is Rates<float> single && values is float[] v && gradient is float[] g && means is float[] m && squares is float[] s
                ? Step(single, v.AsSpan(from, count), g.AsSpan(from, count), m.AsSpan(from, count), s.AsSpan(from, count))
                : 0;
            var (first, rest) = (from + done, count - done);
            StepReference(rates, values.AsSpan(first, rest), gradient.AsSpan(first, rest), means.AsSpan(first, rest), squares.AsSpan(first, rest));
        });
    }

    /// <summary>The update in plain scalar code: what float64 parameters take, and for float32 the definition that the vector form is held against.</summary>
    internal static void StepReference<T>(in Rates<T> rates, Span<T> values, ReadOnlySpan<T> gradient, Span<T> means, Span<T> squares)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var k = 0; k < values.Length; k++)
        {
            var g = gradient[k];
            means[k] += rates.KeepMean * (g - means[k]);
            squares[k] = (squares[k] * rates.KeepSquare) + (rates.TakeSquare * g * g);
            values[k] -= rates.StepSize * (means[k] / ((T.Sqrt(squares[k]) / rates.Correction) + rates.Epsilon));
        }
    }

    /// <summary>Eight elements of float32 at a time, bit for bit <see cref="StepReference"/>. Returns how many elements were done; fewer than eight are left.</summary>
    internal static int Step(in Rates<float> rates, Span<float> values, ReadOnlySpan<float> gradient, Span<float> means, Span<float> squares)
    {
        if (gradient.Length != values.Length || means.Length != values.Length || squares.Length != values.Length)
        {
            throw new ArgumentException($"Arrays of {gradient.Length}, {means.Length} and {squares.Length} floats do not fit {values.Length} parameters.");
        }

        ref var value = ref MemoryMarshal.GetReference(values);
        ref var slope = ref MemoryMarshal.GetReference(gradient);
        ref var mean = ref MemoryMarshal.GetReference(means);
        ref var square = ref MemoryMarshal.GetReference(squares);
        var (keepMean, keepSquare, takeSquare) = (Vector256.Create(rates.KeepMean), Vector256.Create(rates.KeepSquare), Vector256.Create(rates.TakeSquare));
        var (stepSize, correction, epsilon) = (Vector256.Create(rates.StepSize), Vector256.Create(rates.Correction), Vector256.Create(rates.Epsilon));
        var whole = values.Length & ~(Lanes.Count - 1);
        for (nuint k = 0; k < (nuint)whole; k += Lanes.Count)
        {
            var g = Vector256.LoadUnsafe(ref slope, k);
            var m = Vector256.LoadUnsafe(ref mean, k);
            m += keepMean * (g - m);
            var s = (Vector256.LoadUnsafe(ref square, k) * keepSquare) + (takeSquare * g * g);
            m.StoreUnsafe(ref mean, k);
            s.StoreUnsafe(ref square, k);
            (Vector256.LoadUnsafe(ref value, k) - (stepSize * (m / ((Vector256.Sqrt(s) / correction) + epsilon)))).StoreUnsafe(ref value, k);
        }

        return whole;
    }

    // By squaring: the platform's pow may differ in the last bit.
    private static double Power(double x, long exponent)
    {
        var result = 1.0;
        for (; exponent > 0; exponent >>= 1, x *= x)
        {
            result = (exponent & 1) != 0 ? result * x : result;
        }

        return result;
    }

    /// <summary>The factors of one update.</summary>
    internal readonly record struct Rates<T>(T KeepMean, T KeepSquare, T TakeSquare, T StepSize, T Correction, T Epsilon);
}
