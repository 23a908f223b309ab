namespace Bss2.Trainer.FastAndDeep;

/// <summary>A normal distribution that initial parameters are drawn from.</summary>
/// <param name="Mean">Finite.</param>
/// <param name="Sigma">0 or positive, finite.</param>
public readonly record struct NormalDraw(double Mean, double Sigma);
