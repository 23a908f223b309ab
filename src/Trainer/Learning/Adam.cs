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
        for (var k = 0; k < values.Length; k++)
        {
            var g = gradient[k];
            means[k] += keepMean * (g - means[k]);
            squares[k] = (squares[k] * keepSquare) + (takeSquare * g * g);
            values[k] -= stepSize * (means[k] / ((MathF.Sqrt(squares[k]) / correction) + _epsilon));
        }
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
}
