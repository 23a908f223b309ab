using System.Numerics;

namespace Bss2.Trainer.LeakyNetworks;

/// <summary>The arrays that a backward pass adds a layer's parameter gradients to; null where nobody asked for them.</summary>
internal sealed class OpenGradients<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public T[]? Threshold { get; init; }

    public T[]? Beta { get; init; }

    public T[]? Alpha { get; init; }

    /// <summary>Adds to the entry of a neuron, or to the only one where all neurons share it.</summary>
    public static void Add(T[]? gradient, int neuron, T value)
    {
        if (gradient is not null)
        {
            gradient[gradient.Length == 1 ? 0 : neuron] += value;
        }
    }
}
