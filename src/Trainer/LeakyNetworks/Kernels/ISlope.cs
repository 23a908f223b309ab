using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Bss2.Trainer.LeakyNetworks.Kernels;

/// <summary>A surrogate on eight neurons, bit for bit <see cref="Surrogates.Surrogate{T}.Backward"/>. A structure, so that the kernel is compiled for each.</summary>
internal interface ISlope
{
    Vector256<float> Backward(Vector256<float> above, Vector256<float> upstream);
}

internal readonly struct AtanSlope(float alpha) : ISlope
{
    private readonly Vector256<float> _half = Vector256.Create((float)(alpha / 2.0));
    private readonly Vector256<float> _scale = Vector256.Create((float)(Math.PI / 2 * alpha));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Backward(Vector256<float> above, Vector256<float> upstream)
    {
        var scaled = _scale * above;
        return upstream * (_half / (Vector256<float>.One + (scaled * scaled)));
    }
}

internal readonly struct FastSigmoidSlope(float slope) : ISlope
{
    private readonly Vector256<float> _slope = Vector256.Create(slope);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Backward(Vector256<float> above, Vector256<float> upstream)
    {
        var root = (_slope * Vector256.Abs(above)) + Vector256<float>.One;
        return upstream / (root * root);
    }
}

internal readonly struct SpikeSlope : ISlope
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Backward(Vector256<float> above, Vector256<float> upstream) =>
        upstream & Vector256.GreaterThan(above, Vector256<float>.Zero);
}
