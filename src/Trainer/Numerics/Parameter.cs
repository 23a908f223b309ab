namespace Bss2.Trainer.Numerics;

/// <summary>A trainable tensor. Read by many chunks at once during a batch, written only by the optimiser between batches.</summary>
/// <param name="name">Unique within a model; key in checkpoints and <c>weights.npz</c>.</param>
/// <param name="shape">Row-major shape, e.g. [target, source].</param>
public sealed class Parameter(string name, int[] shape)
{
    public string Name { get; } = name;

    public int[] Shape { get; } = shape;

    /// <summary>[shape], row-major.</summary>
    public float[] Values { get; } = new float[shape.Aggregate(1, (a, b) => a * b)];
}
