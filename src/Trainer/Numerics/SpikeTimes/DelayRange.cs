namespace Bss2.Trainer.Numerics.SpikeTimes;

/// <summary>
/// The range that trainable delays are kept to: d = shift + scale · sigmoid(p) of an unbounded parameter p (DelGrad).
/// </summary>
public sealed record DelayRange
{
    /// <summary>Shortest delay, 0 or positive.</summary>
    public double Shift { get; init; }

    /// <summary>Longest less shortest delay, positive.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>Everything that is wrong, each with the field and what it may be.</summary>
    public IReadOnlyList<string> Faults()
    {
        var faults = new List<string>();
        if (!double.IsFinite(Shift) || Shift < 0)
        {
            faults.Add($"{nameof(Shift)} is {Shift}; it must be 0 or a positive, finite number.");
        }

        if (!double.IsFinite(Scale) || !(Scale > 0))
        {
            faults.Add($"{nameof(Scale)} is {Scale}; it must be positive and finite.");
        }

        return faults;
    }

    /// <summary>Delays of parameters.</summary>
    public void Delays(ReadOnlySpan<double> parameters, Span<double> delays)
    {
        Require.Length(nameof(delays), delays.Length, parameters.Length, "the delays of the parameters");
        for (var k = 0; k < parameters.Length; k++)
        {
            delays[k] = Math.FusedMultiplyAdd(Scale, Sigmoid(parameters[k]), Shift);
        }
    }

    /// <summary>Adds dL/dp = dL/dd · scale · s (1 − s).</summary>
    public void AddGradients(ReadOnlySpan<double> parameters, ReadOnlySpan<double> delayGradients, Span<double> gradients)
    {
        Require.Length(nameof(delayGradients), delayGradients.Length, parameters.Length, "the gradient of the delays");
        Require.Length(nameof(gradients), gradients.Length, parameters.Length, "the gradient of the parameters");
        for (var k = 0; k < parameters.Length; k++)
        {
            var s = Sigmoid(parameters[k]);
            gradients[k] += delayGradients[k] * Scale * s * (1 - s);
        }
    }

    private static double Sigmoid(double p) => 1 / (1 + Elementary.Exp(-p));
}
