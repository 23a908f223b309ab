using Bss2.Trainer.Numerics;

namespace Bss2.Trainer.FrontEnd;

/// <summary>How samples of the column ADC are brought to the time grid.</summary>
public enum CadcInterpolation
{
    /// <summary>Linear between neighbours.</summary>
    Linear = 0,

    /// <summary>The nearer neighbour, the later one where both are equally near.</summary>
    Nearest = 1,
}

/// <summary>What is done with a layer's measured traces, in this order: interpolation, time shift, offset (or first row), scale.</summary>
public sealed class CadcProcessing
{
    private readonly float[] _offsets;
    private readonly float[] _scales;

    /// <param name="neurons">Neurons of the layer.</param>
    /// <param name="timeShift">Rows towards earlier times; negative: later. Rows without data repeat the last (first) one.</param>
    /// <param name="shiftToFirst">Subtract the first row after the shift and ignore the offset.</param>
    /// <param name="offset">Subtracted, codes of the recording (CADC LSB − 128): one for all neurons, or one for each.</param>
    /// <param name="scale">Factors: one for all neurons, or one for each.</param>
    /// <param name="interpolation">How samples become rows.</param>
    public CadcProcessing(int neurons, int timeShift, bool shiftToFirst, PerNeuron offset, PerNeuron scale, CadcInterpolation interpolation)
    {
        ArgumentNullException.ThrowIfNull(offset);
        ArgumentNullException.ThrowIfNull(scale);
        (Neurons, TimeShift, ShiftToFirst, Interpolation) = (neurons, timeShift, shiftToFirst, interpolation);

        // Padding lanes are scaled to zero, so whatever finite number stands in them goes.
        (_offsets, _scales) = (new float[Lanes.Pad(neurons)], new float[Lanes.Pad(neurons)]);
        for (var n = 0; n < neurons; n++)
        {
            (_offsets[n], _scales[n]) = ((float)offset[n], (float)scale[n]);
        }
    }

    public int Neurons { get; }

    public int TimeShift { get; }

    public bool ShiftToFirst { get; }

    public CadcInterpolation Interpolation { get; }

    /// <summary>[lane], codes of the recording.</summary>
    internal ReadOnlySpan<float> Offsets => _offsets;

    /// <summary>[lane], model units per CADC LSB.</summary>
    internal ReadOnlySpan<float> Scales => _scales;
}
