namespace Bss2.Trainer.FrontEnd;

/// <summary>
/// A neuron parameter with its value in the numerics and its calibration target on the chip. A plain number stands for both sides, as in hxtorch.
/// Potentials: model units and CADC LSB; time constants: seconds on both sides.
/// </summary>
public class HXParameter
{
    /// <summary>The same value on both sides.</summary>
    public HXParameter(double value)
        : this([value], value)
    {
    }

    private protected HXParameter(double[] modelValues, double hardwareValue) => (ModelValues, HardwareValue) = (modelValues, hardwareValue);

    /// <summary>Value of the numerics: one for all neurons, or one for each.</summary>
    public IReadOnlyList<double> ModelValues { get; }

    /// <summary>Calibration target of the chip, one for the population.</summary>
    public double HardwareValue { get; }

    /// <summary>A plain number is the same value on both sides.</summary>
    public static implicit operator HXParameter(double value) => FromDouble(value);

    /// <summary>A plain number is the same value on both sides.</summary>
    public static HXParameter FromDouble(double value) => new(value);

    internal double[] ToModelArray() => [.. ModelValues];
}

/// <summary>A parameter whose value in the numerics differs from the one on the chip.</summary>
public sealed class MixedHXModelParameter : HXParameter
{
    /// <summary>One model value for all neurons.</summary>
    public MixedHXModelParameter(double modelValue, double hardwareValue)
        : base([modelValue], hardwareValue)
    {
    }

    /// <summary>One model value for each neuron.</summary>
    public MixedHXModelParameter(double[] modelValues, double hardwareValue)
        : base((double[])(modelValues ?? throw new ArgumentNullException(nameof(modelValues))).Clone(), hardwareValue)
    {
    }
}
