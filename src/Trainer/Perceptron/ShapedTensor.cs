using Bss2.Trainer.Numerics;

namespace Bss2.Trainer.Perceptron;

/// <summary>
/// Values of any shape, float32, row-major, with their gradient after a backward pass. Made by a <see cref="PerceptronSession"/> and valid until its next
/// restart; one that stands for a parameter reads the parameter's own memory, and its gradient is that of the buffer given to the backward pass.
/// </summary>
public sealed class ShapedTensor
{
    private AlignedBuffer _values;
    private AlignedBuffer _gradient;
    private Parameter<float>? _parameter;
    private float[]? _parameterGradient;

    internal ShapedTensor()
    {
    }

    /// <summary>Sizes of the dimensions, each at least 1.</summary>
    public IReadOnlyList<int> Shape { get; private set; } = [];

    /// <summary>Number of dimensions.</summary>
    public int Dimensions => Shape.Count;

    /// <summary>Number of values.</summary>
    public int Count { get; private set; }

    /// <summary>[shape].</summary>
    public Span<float> Values => _parameter is { } parameter ? parameter.Values : _values.Span(Count);

    /// <summary>Whether a backward pass works out the gradient.</summary>
    public bool RequiresGradient { get; private set; }

    /// <summary>Whether a gradient has arrived.</summary>
    public bool HasGradient { get; private set; }

    /// <summary>[shape].</summary>
    /// <exception cref="InvalidOperationException">None has arrived.</exception>
    public Span<float> Gradient => _parameterGradient is { } of ? of : HasGradient
        ? _gradient.Span(Count)
        : throw new InvalidOperationException($"No gradient has reached this tensor {Describe(Shape)}; make it with requiresGradient, seed an output and run Backward first.");

    /// <summary>A shape as messages write it.</summary>
    internal static string Describe(IReadOnlyList<int> shape) => $"[{string.Join(", ", shape)}]";

    internal static int CountOf(IReadOnlyList<int> shape)
    {
        var count = 1;
        foreach (var size in shape)
        {
            count = checked(count * size);
        }

        return count;
    }

    internal void Reshape(int[] shape, bool requiresGradient)
    {
        (Shape, Count, RequiresGradient, HasGradient) = (shape, CountOf(shape), requiresGradient, false);
        (_parameter, _parameterGradient) = (null, null);
    }

    internal void Stand(Parameter<float> parameter)
    {
        Reshape(parameter.Shape, true);
        _parameter = parameter;
    }

    /// <summary>Lets the gradient of a parameter go to a buffer, or nowhere.</summary>
    internal void Bind(GradientBuffer? gradients) => _parameterGradient = _parameter is null ? null : gradients?.Find(_parameter);

    /// <summary>The gradient to add to, zeros where nothing has arrived; empty where nobody wants it.</summary>
    internal Span<float> AddGradient()
    {
        if (_parameterGradient is { } own)
        {
            HasGradient = true;
            return own;
        }

        if (!RequiresGradient || _parameter is not null)
        {
            return default;
        }

        var gradient = _gradient.Span(Count);
        if (!HasGradient)
        {
            gradient.Clear();
            HasGradient = true;
        }

        return gradient;
    }
}
