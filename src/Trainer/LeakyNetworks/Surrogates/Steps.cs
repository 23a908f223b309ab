using System.Numerics;
using Bss2.Chip.Randomness;
using Bss2.Trainer.LeakyNetworks.Coding;

namespace Bss2.Trainer.LeakyNetworks.Surrogates;

/// <summary>1 where there is a spike, a constant where there is none.</summary>
internal sealed class StepSurrogate<T>(double silent) : Surrogate<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T _silent = T.CreateTruncating(silent);

    public override T Backward(T above, T upstream, T spike, SpikeIndex index) => above > T.Zero ? upstream : upstream * _silent;
}

internal sealed class TriangularSurrogate<T>(double threshold) : Surrogate<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T _threshold = T.CreateTruncating(threshold);

    public override T Backward(T above, T upstream, T spike, SpikeIndex index) => upstream * (above < T.Zero ? _threshold : -_threshold);
}

internal sealed class StochasticSpikeSurrogate<T>(ulong seed, uint update, double mean, double variance) : Surrogate<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly StreamKey _key = CodingStream.Key(seed, CodingPurpose.SurrogateNoise);

    public override T Backward(T above, T upstream, T spike, SpikeIndex index)
    {
        if (above > T.Zero)
        {
            return upstream;
        }

        var uniform = Philox.ToUniform(Philox.Next(_key, (uint)index.Neuron, (uint)index.Sample, (uint)index.Time, update).X0) - 0.5;
        return upstream * T.CreateTruncating((uniform + mean) * variance);
    }
}

internal sealed class CustomSurrogate<T>(Func<T, T, T, T> backward) : Surrogate<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override T Backward(T above, T upstream, T spike, SpikeIndex index) => backward(above, upstream, spike);
}
