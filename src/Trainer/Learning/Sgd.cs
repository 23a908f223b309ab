using Bss2.Trainer.Numerics;

namespace Bss2.Trainer.Learning;

/// <summary>Gradient descent with momentum as in PyTorch: b = momentum · b + g (b = g in the first step); w −= rate · b. In the precision of each parameter.</summary>
public sealed class Sgd : Optimiser
{
    private readonly double _momentum;
    private readonly Array[] _velocities;

    public Sgd(IReadOnlyList<Parameter> parameters, double learningRate, double momentum = 0)
        : base(parameters, learningRate)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(momentum);
        _momentum = momentum;
        _velocities = AddSlots("sgd.velocity");
    }

    private protected override void Update<T>(int parameter, T[] values, T[] gradient)
    {
        var velocities = (T[])_velocities[parameter];
        var (rate, momentum) = (T.CreateTruncating(RateOf(parameter)), T.CreateTruncating(_momentum));
        Stretches.Run(values.Length, (from, count) =>
        {
            for (var k = from; k < from + count; k++)
            {
                // Velocities start at zero, so the first step is b = g.
                velocities[k] = (momentum * velocities[k]) + gradient[k];
                values[k] -= rate * velocities[k];
            }
        });
    }
}
