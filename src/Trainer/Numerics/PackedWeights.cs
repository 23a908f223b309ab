using System.Runtime.InteropServices;

namespace Bss2.Trainer.Numerics;

/// <summary>
/// A weight [target, source] in the padded layouts of <see cref="SynapseKernel"/>. Packed when it has changed, which is once for each update: a look at
/// all values is cheaper than packing, and needs no promise of whoever writes them.
/// </summary>
internal sealed class PackedWeights
{
    private float[] _values = [];
    private Parameter<float>? _weight;
    private AlignedBuffer _bySource;
    private AlignedBuffer _byTarget;
    private bool _hasBySource;
    private bool _hasByTarget;

    private int Targets => _weight!.Shape[0];

    private int Sources => _weight!.Shape[1];

    /// <summary>[source, target lane].</summary>
    public ReadOnlySpan<float> BySource
    {
        get
        {
            var span = _bySource.Span(Sources * Lanes.Pad(Targets));
            if (!_hasBySource)
            {
                _hasBySource = true;
                MatrixLayout.Transpose(_values, Targets, Sources, span);
            }

            return span;
        }
    }

    /// <summary>[target, source lane].</summary>
    public ReadOnlySpan<float> ByTarget
    {
        get
        {
            var span = _byTarget.Span(Targets * Lanes.Pad(Sources));
            if (!_hasByTarget)
            {
                _hasByTarget = true;
                MatrixLayout.Pad(_values, Targets, Sources, span);
            }

            return span;
        }
    }

    /// <summary>Takes over the weights as they are now.</summary>
    /// <param name="weight">[target, source].</param>
    /// <param name="unchanged">True where the caller knows that they are those of the call before.</param>
    public void Refresh(Parameter<float> weight, bool unchanged)
    {
        if (ReferenceEquals(_weight, weight))
        {
            // Bytes, not numbers: a NaN equals nothing.
            if (unchanged || MemoryMarshal.AsBytes(_values.AsSpan()).SequenceEqual(MemoryMarshal.AsBytes(weight.Values.AsSpan())))
            {
                return;
            }
        }
        else if (_values.Length != weight.Values.Length)
        {
            _values = new float[weight.Values.Length];
        }

        weight.Values.CopyTo(_values, 0);
        (_weight, _hasBySource, _hasByTarget) = (weight, false, false);
    }
}
