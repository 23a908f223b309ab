using System.Numerics;

namespace Bss2.Trainer.LeakyNetworks.Surrogates;

/// <summary>Which spike a surrogate is asked about; read by those that draw random numbers.</summary>
public readonly record struct SpikeIndex(int Time, int Sample, int Neuron);

/// <summary>What stands for the derivative of a spike. The spike itself is always 1 where the membrane is strictly above the threshold, and else 0.</summary>
public abstract class Surrogate<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The gradient that reaches the membrane.</summary>
    /// <param name="above">Membrane minus threshold.</param>
    /// <param name="upstream">Gradient that reached the spike.</param>
    /// <param name="spike">The spike, 0 or 1.</param>
    /// <param name="index">Which spike.</param>
    public abstract T Backward(T above, T upstream, T spike, SpikeIndex index);

    /// <summary>Only tests that compare adjoints with finite differences replace the step, by a function whose derivative is the surrogate.</summary>
    internal virtual T Spike(T above) => above > T.Zero ? T.One : T.Zero;
}

/// <summary>
/// The surrogates of snnTorch; x is the membrane minus the threshold. All are finite for any finite x, and none uses a function whose bits differ between machines.
/// </summary>
public static class Surrogate
{
    /// <summary>(α/2) / (1 + (π α x/2)²); 1 at the threshold for α = 2. The default of all layers. The formula in snnTorch's tutorial has a factor 1/π that the code has not.</summary>
    public static Surrogate<T> Atan<T>(double alpha = 2)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new AtanSurrogate<T>(alpha);

    /// <summary>1 / (1 + k |x|)².</summary>
    public static Surrogate<T> FastSigmoid<T>(double slope = 25)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new FastSigmoidSurrogate<T>(slope);

    /// <summary>k s (1 − s) with s = 1/(1 + exp(−k x)), in the form k e/(1 + e)² with e = exp(−k |x|), which cannot overflow.</summary>
    public static Surrogate<T> Sigmoid<T>(double slope = 25)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new SigmoidSurrogate<T>(slope);

    /// <summary>H(x): the gradient passes where the neuron spiked. The same as <see cref="SpikeOperator"/>.</summary>
    public static Surrogate<T> Heaviside<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new StepSurrogate<T>(0);

    /// <summary>The spike itself, as in the hand-written neuron of snnTorch's tutorial 5.</summary>
    public static Surrogate<T> SpikeOperator<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new StepSurrogate<T>(0);

    /// <summary>1.</summary>
    public static Surrogate<T> StraightThrough<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new StepSurrogate<T>(1);

    /// <summary>+threshold below the threshold, −threshold at and above it: what snnTorch's code does, which is not a triangle.</summary>
    public static Surrogate<T> Triangular<T>(double threshold = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new TriangularSurrogate<T>(threshold);

    /// <summary>k exp(−β |x − 1|): its peak lies one above the threshold, as in snnTorch's code.</summary>
    public static Surrogate<T> SpikeRateEscape<T>(double beta = 1, double slope = 25)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new SpikeRateEscapeSurrogate<T>(beta, slope);

    /// <summary>Sparse fast sigmoid: H(x − B) / (1 + k |x|)².</summary>
    public static Surrogate<T> SparseFastSigmoid<T>(double slope = 25, double boundary = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new SparseFastSigmoidSurrogate<T>(slope, boundary);

    /// <summary>Stochastic spike operator: 1 for a spike, else (u + mean) variance with u uniform in ±0.5, a pure function of seed, update, time, sample and neuron.</summary>
    public static Surrogate<T> StochasticSpike<T>(ulong seed, uint update, double mean = 0, double variance = 0.2)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new StochasticSpikeSurrogate<T>(seed, update, mean, variance);

    /// <summary>Leaky spike operator: 1 for a spike, else the slope. snnTorch 0.9.4 raises a TypeError here; this one works as its documentation says.</summary>
    public static Surrogate<T> LeakySpike<T>(double slope = 0.1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new StepSurrogate<T>(slope);

    /// <summary>A function of (membrane minus threshold, upstream gradient, spike) that gives the gradient of the membrane.</summary>
    public static Surrogate<T> Custom<T>(Func<T, T, T, T> backward)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(backward);
        return new CustomSurrogate<T>(backward);
    }

    /// <summary>No gradient at all.</summary>
    public static Surrogate<T> Disabled<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new CustomSurrogate<T>((_, _, _) => T.Zero);
}
