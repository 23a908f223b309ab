using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Bss2.Trainer.Numerics;

namespace Bss2.Trainer.Learning;

/// <summary>
/// Adam (Kingma and Ba 2015) with PyTorch's arrangement of bias correction and epsilon:
/// m += (1 − β1)(g − m); v = β2 v + (1 − β2) g²; w −= rate/(1 − β1ᵗ) · m / (√v / √(1 − β2ᵗ) + ε). State and arithmetic in float32.
/// </summary>
public sealed class Adam : Optimiser
{
    private readonly double _beta1;
    private readonly double _beta2;
    private readonly float _epsilon;
    private readonly float[][] _means;
    private readonly float[][] _squares;

    public Adam(IReadOnlyList<Parameter> parameters, double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8)
        : base(parameters, learningRate)
    {
        (_beta1, _beta2, _epsilon) = (beta1, beta2, (float)epsilon);
        (_means, _squares) = (AddSlots("adam.mean"), AddSlots("adam.square"));
    }

    private protected override void Update(int parameter, float[] values, float[] gradient)
    {
        var means = _means[parameter];
        var squares = _squares[parameter];
        var (keepMean, keepSquare, takeSquare) = ((float)(1 - _beta1), (float)_beta2, (float)(1 - _beta2));
        var stepSize = (float)(LearningRate / (1 - Power(_beta1, StepCount)));
        var correction = (float)Math.Sqrt(1 - Power(_beta2, StepCount));
        var rates = new Rates(keepMean, keepSquare, takeSquare, stepSize, correction, _epsilon);
        var done = Step(rates, values, gradient, means, squares);
        StepReference(rates, values.AsSpan(done), gradient.AsSpan(done), means.AsSpan(done), squares.AsSpan(done));
    }

    /// <summary>The update in plain scalar code: the definition that the vector form is held against.</summary>
    internal static void StepReference(in Rates rates, Span<float> values, ReadOnlySpan<float> gradient, Span<float> means, Span<float> squares)
    {
        for (var k = 0; k < values.Length; k++)
        {
            var g = gradient[k];
            means[k] += rates.KeepMean * (g - means[k]);
            squares[k] = (squares[k] * rates.KeepSquare) + (rates.TakeSquare * g * g);
            values[k] -= rates.StepSize * (means[k] / ((MathF.Sqrt(squares[k]) / rates.Correction) + rates.Epsilon));
        }
    }

    /// <summary>Eight elements at a time, bit for bit <see cref="StepReference"/>. Returns how many elements were done; fewer than eight are left.</summary>
    internal static int Step(in Rates rates, Span<float> values, ReadOnlySpan<float> gradient, Span<float> means, Span<float> squares)
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
    internal readonly record struct Rates(float KeepMean, float KeepSquare, float TakeSquare, float StepSize, float Correction, float Epsilon);
}
