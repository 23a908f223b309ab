using Bss2.Trainer.Numerics;

namespace Bss2.Trainer.Learning;

/// <summary>Which optimiser a training uses, with its constants.</summary>
public abstract record OptimiserChoice
{
    /// <summary>A fresh optimiser of this kind.</summary>
    /// <param name="parameters">What it changes.</param>
    /// <param name="learningRate">Rate of the first step.</param>
    public abstract Optimiser Create(IReadOnlyList<Parameter> parameters, double learningRate);
}

/// <summary>Adam.</summary>
/// <param name="Beta1">Decay of the mean, in [0, 1).</param>
/// <param name="Beta2">Decay of the mean square, in [0, 1).</param>
/// <param name="Epsilon">Added to the root of the mean square.</param>
public sealed record AdamChoice(double Beta1 = 0.9, double Beta2 = 0.999, double Epsilon = 1e-8) : OptimiserChoice
{
    public override Optimiser Create(IReadOnlyList<Parameter> parameters, double learningRate) => new Adam(parameters, learningRate, Beta1, Beta2, Epsilon);
}

/// <summary>Gradient descent.</summary>
/// <param name="Momentum">Share of the last step that is kept, in [0, 1).</param>
public sealed record SgdChoice(double Momentum = 0) : OptimiserChoice
{
    public override Optimiser Create(IReadOnlyList<Parameter> parameters, double learningRate) => new Sgd(parameters, learningRate, Momentum);
}
