using Bss2.Trainer.Numerics;

namespace Bss2.Trainer.Learning;

/// <summary>Gradient descent with momentum as in PyTorch: b = momentum · b + g (b = g in the first step); w −= rate · b. float32.</summary>
public sealed class Sgd : Optimiser
{
    private readonly float _momentum;
    private readonly float[][] _velocities;

    public Sgd(IReadOnlyList<Parameter> parameters, double learningRate, double momentum = 0)
        : base(parameters, learningRate)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(momentum);
        _momentum = (float)momentum;
        _velocities = AddSlots("sgd.velocity");
    }

    private protected override void Update(int parameter, float[] values, float[] gradient)
    {
        var velocities = _velocities[parameter];
        var rate = (float)LearningRate;
        for (var k = 0; k < values.Length; k++)
        {
            // Velocities start at zero, so the first step is b = g.
            velocities[k] = (_momentum * velocities[k]) + gradient[k];
            values[k] -= rate * velocities[k];
        }
    }
}
