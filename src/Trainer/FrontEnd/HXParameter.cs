namespace Bss2.Trainer.FrontEnd;

/// <summary>
/// A neuron parameter with its value in the numerics and its calibration target on the chip, on either side one for all neurons or one for each. A plain
/// number stands for both sides, as in hxtorch. Potentials: model units and CADC LSB; times: seconds on both sides; biases: codes of the chip's
/// current cells. Values do not change after construction: a new value is a new parameter of a new experiment.
/// </summary>
public class HXParameter
{
    /// <summary>The same value on both sides.</summary>
    public HXParameter(PerNeuron value)
        : this(value, value)
    {
    }

    private protected HXParameter(PerNeuron modelValue, PerNeuron hardwareValue)
    {
        ArgumentNullException.ThrowIfNull(modelValue);
        ArgumentNullException.ThrowIfNull(hardwareValue);
        (ModelValue, HardwareValue) = (modelValue, hardwareValue);
    }

    /// <summary>Value of the numerics.</summary>
    public PerNeuron ModelValue { get; }

    /// <summary>Calibration target of the chip. Without effect where a calibration was loaded.</summary>
    public PerNeuron HardwareValue { get; }

    /// <summary>A plain number is the same value on both sides.</summary>
    public static implicit operator HXParameter(double value) => FromDouble(value);

    /// <summary>A plain number is the same value on both sides.</summary>
    public static HXParameter FromDouble(double value) => new(value);
}

/// <summary>A parameter whose value in the numerics differs from the one on the chip.</summary>
/// <param name="modelValue">Value of the numerics.</param>
/// <param name="hardwareValue">Target of the chip.</param>
public sealed class MixedHXModelParameter(PerNeuron modelValue, PerNeuron hardwareValue) : HXParameter(modelValue, hardwareValue);

/// <summary>A parameter whose target on the chip follows from its value in the numerics, e.g. <c>new HXTransformedModelParameter(0.5, v => 80 + (45 * v))</c>.</summary>
/// <param name="modelValue">Value of the numerics.</param>
/// <param name="transform">Value of the numerics to target of the chip.</param>
public sealed class HXTransformedModelParameter(PerNeuron modelValue, Func<double, double> transform)
    : HXParameter(modelValue, Transform(modelValue, transform))
{
    private static PerNeuron Transform(PerNeuron modelValue, Func<double, double> transform)
    {
        ArgumentNullException.ThrowIfNull(modelValue);
        ArgumentNullException.ThrowIfNull(transform);
        return PerNeuron.Of(Array.ConvertAll(modelValue.ToArray(), value => transform(value)));
    }
}

/// <summary>A parameter given by its value in the numerics, which the chip takes over as it is.</summary>
/// <param name="modelValue">Value of both sides.</param>
public sealed class ModelParameter(PerNeuron modelValue) : HXParameter(modelValue);
