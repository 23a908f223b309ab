using System.Numerics;

namespace Bss2.Trainer.LeakyNetworks;

/// <summary>
/// States rounded to the nearest of evenly spaced levels, the lower of two that are equally near; straight through in the backward pass
/// (snnTorch's quant.state_quant with uniform levels).
/// </summary>
public sealed class StateQuantisation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly double _lowest;
    private readonly double _highest;
    private readonly int _levels;

    /// <param name="bits">1..16: two to this power levels.</param>
    /// <param name="threshold">Threshold of the neurons.</param>
    /// <param name="lowerLimit">The lowest level is −threshold (1 + lowerLimit).</param>
    /// <param name="upperLimit">The highest level is threshold (1 + upperLimit).</param>
    public StateQuantisation(int bits = 8, double threshold = 1, double lowerLimit = 0, double upperLimit = 0.2)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bits, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bits, 16);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threshold);
        (_lowest, _highest, _levels) = (-threshold * (1 + lowerLimit), threshold * (1 + upperLimit), 1 << bits);
        if (!(_lowest < _highest))
        {
            throw new ArgumentException($"Levels from {_lowest} to {_highest} are none; give limits whose sum is above -2.", nameof(upperLimit));
        }
    }

    public T Round(T state)
    {
        var spacing = (_highest - _lowest) / (_levels - 1);
        var index = Math.Ceiling(((double.CreateTruncating(state) - _lowest) / spacing) - 0.5);
        return T.CreateTruncating(_lowest + (spacing * Math.Clamp(index, 0, _levels - 1)));
    }
}
