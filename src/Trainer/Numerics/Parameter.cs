using System.Numerics;

namespace Bss2.Trainer.Numerics;

/// <summary>A trainable tensor of either precision. Read by many chunks at once during a batch, written only between batches: by the optimiser or by the model itself.</summary>
public abstract class Parameter
{
    private protected Parameter(string name, int[] shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        (Name, Shape, Count) = (name, shape, shape.Aggregate(1, (a, b) => a * b));
    }

    /// <summary>Unique within a model; key in checkpoints and <c>weights.npz</c>.</summary>
    public string Name { get; }

    /// <summary>Row-major shape, e.g. [target, source].</summary>
    public int[] Shape { get; }

    /// <summary>Number of elements.</summary>
    public int Count { get; }

    /// <summary>Learning rate as a factor of that of the training, positive; PyTorch's parameter groups.</summary>
    public double RateFactor { get; init; } = 1;

    /// <summary>[shape], row-major: a <c>float[]</c> or a <c>double[]</c>, the parameter's own.</summary>
    internal abstract Array Elements { get; }

    /// <summary>An array of zeros of the parameter's length and precision.</summary>
    internal abstract Array Zeros();
}

/// <summary>A trainable tensor in float32 or float64.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class Parameter<T> : Parameter
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <param name="name">Unique within a model.</param>
    /// <param name="shape">Row-major shape.</param>
    /// <exception cref="NotSupportedException">Neither float32 nor float64.</exception>
    public Parameter(string name, int[] shape)
        : base(name, shape)
    {
        if (typeof(T) != typeof(float) && typeof(T) != typeof(double))
        {
            throw new NotSupportedException($"Parameter '{name}' is of type {typeof(T).Name}; permitted: {nameof(Single)} (float32) and {nameof(Double)} (float64).");
        }

        Values = new T[Count];
    }

    /// <summary>[shape], row-major.</summary>
    public T[] Values { get; }

    internal override Array Elements => Values;

    internal override Array Zeros() => new T[Count];
}
