using System.Numerics;
using Bss2.Chip.Randomness;

namespace Bss2.Trainer.LeakyNetworks.Surrogates;

internal sealed class AtanSurrogate<T> : Surrogate<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T _half;
    private readonly T _scale;

    public AtanSurrogate(double alpha)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(alpha);
        (_half, _scale) = (T.CreateTruncating(alpha / 2), T.CreateTruncating(Math.PI / 2 * alpha));
    }

    public override T Backward(T above, T upstream, T spike, SpikeIndex index)
    {
        var scaled = _scale * above;
        return upstream * (_half / (T.One + (scaled * scaled)));
    }
}

internal sealed class FastSigmoidSurrogate<T> : Surrogate<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T _slope;

    public FastSigmoidSurrogate(double slope)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(slope);
        _slope = T.CreateTruncating(slope);
    }

    public override T Backward(T above, T upstream, T spike, SpikeIndex index)
    {
        var root = (_slope * T.Abs(above)) + T.One;
        return upstream / (root * root);
    }
}

internal sealed class SparseFastSigmoidSurrogate<T> : Surrogate<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly FastSigmoidSurrogate<T> _inner;
    private readonly T _boundary;

    public SparseFastSigmoidSurrogate(double slope, double boundary) => (_inner, _boundary) = (new FastSigmoidSurrogate<T>(slope), T.CreateTruncating(boundary));

    public override T Backward(T above, T upstream, T spike, SpikeIndex index) => above > _boundary ? _inner.Backward(above, upstream, spike, index) : T.Zero;
}

internal sealed class SigmoidSurrogate<T> : Surrogate<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly double _slope;

    public SigmoidSurrogate(double slope)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(slope);
        _slope = slope;
    }

    public override T Backward(T above, T upstream, T spike, SpikeIndex index)
    {
        var e = PortableMath.Exp(-_slope * Math.Abs(double.CreateTruncating(above)));
        return upstream * T.CreateTruncating(_slope * e / ((1 + e) * (1 + e)));
    }
}

internal sealed class SpikeRateEscapeSurrogate<T> : Surrogate<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly double _beta;
    private readonly double _slope;

    public SpikeRateEscapeSurrogate(double beta, double slope)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(beta);
        (_beta, _slope) = (beta, slope);
    }

    public override T Backward(T above, T upstream, T spike, SpikeIndex index) =>
        upstream * T.CreateTruncating(_slope * PortableMath.Exp(-_beta * Math.Abs(double.CreateTruncating(above) - 1)));
}
